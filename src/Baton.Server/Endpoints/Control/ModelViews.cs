using Baton.Balancing;
using Baton.Models;
using Baton.Telemetry.Sla;

namespace Baton.Server.Endpoints.Control;

/// <summary>A model as <c>/api/models</c> shows it (CONTRACT, shape model).</summary>
internal sealed record ModelView(
    string Id,
    string? Family,
    int? ContextWindow,
    int? MaxOutputTokens,
    IEnumerable<string>? Capabilities,
    IEnumerable<string> Strengths,
    string Locality,
    double? Quality,
    PriceView? Price,
    string State,
    bool Simulated,
    object? Sla,
    IReadOnlyList<DeploymentView> Deployments)
{
    public static ModelView Of(Model model, SlaReport? sla) => new(
        model.Id,
        model.Card.Family,
        model.Card.ContextWindow,
        model.Card.MaxOutputTokens,
        model.Card.Capabilities,
        model.Card.Strengths.Select(t => t.Name()),
        model.Card.Locality == Models.Locality.Local ? "local" : "cloud",
        model.Card.Quality,
        PriceView.Of(model.Card.Price),
        model.Deployments.All(d => DeploymentState.Of(d).ModelMissing) ? "failed" : "ready",
        model.Card.Simulated,
        SlaView.Of(sla),
        [.. model.Deployments.Select(DeploymentView.Of)]);
}

/// <summary>A price, in US dollars per million tokens.</summary>
internal sealed record PriceView(
    decimal? Input, decimal? Output, decimal? CacheRead, decimal? CacheWrite, decimal? Reasoning, decimal? PerRequest)
{
    public static PriceView? Of(TokenPrice? price) => price is null
        ? null
        : new PriceView(price.Input, price.Output, price.CacheRead, price.CacheWrite, price.Reasoning, price.PerRequest);
}

/// <summary>A deployment as <c>/api/models</c> shows it; what nobody has measured is <c>null</c>.</summary>
internal sealed record DeploymentView(
    string Id,
    string Provider,
    string Model,
    string State,
    string Circuit,
    int InFlight,
    int Queue,
    double Weight,
    int? MaxConcurrency,
    int? ContextWindow,
    PercentilesView LatencyMs,
    PercentilesView FirstTokenMs,
    double? TokensPerSecond,
    long? MemoryBytes,
    string? LastError)
{
    public static DeploymentView Of(Deployment deployment)
    {
        var state = DeploymentState.Of(deployment);
        return new DeploymentView(
            deployment.Id,
            deployment.Provider.Name,
            deployment.UpstreamModel,
            state.ModelMissing ? "failed" : "ready",
            state.Circuit switch { CircuitPhase.Open => "open", CircuitPhase.HalfOpen => "half_open", _ => "closed" },
            state.InFlight,
            state.Queue,
            deployment.Options.Weight,
            deployment.Policy.MaxConcurrency,
            deployment.ContextWindow,
            PercentilesView.Of(state.Times.Latency),
            PercentilesView.Of(state.Times.FirstToken),
            state.Times.TokensPerSecond,
            null,
            state.LastError);
    }
}

/// <summary>Percentiles of a time, in milliseconds.</summary>
internal sealed record PercentilesView(double? P50, double? P95, double? P99)
{
    public static PercentilesView Of(Func<double, double?> percentile) => new(percentile(0.5), percentile(0.95), percentile(0.99));
}
