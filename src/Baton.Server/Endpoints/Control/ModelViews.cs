using Baton.Balancing;
using Baton.Models;
using Baton.Residency;
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
    /// <summary>A model is as its best deployment is.</summary>
    private static readonly List<string> Best = ["ready", "loading", "draining", "unloaded", "failed"];

    public static ModelView Of(Model model, SlaReport? sla, IModelHost host) => Of(
        model, sla, [.. model.Deployments.Select(d => DeploymentView.Of(d, host.Find(d)))]);

    private static ModelView Of(Model model, SlaReport? sla, IReadOnlyList<DeploymentView> deployments) => new(
        model.Id,
        model.Card.Family,
        model.Card.ContextWindow,
        model.Card.MaxOutputTokens,
        model.Card.Capabilities,
        model.Card.Strengths.Select(t => t.Name()),
        model.Card.Locality == Models.Locality.Local ? "local" : "cloud",
        model.Card.Quality,
        PriceView.Of(model.Card),
        Best.Find(s => deployments.Any(d => d.State == s)) ?? "failed",
        model.Card.Simulated,
        SlaView.Of(sla),
        deployments);
}

/// <summary>A price, in US dollars per million tokens; with the month of the vendor's list that it is from, where nobody said it.</summary>
internal sealed record PriceView(
    decimal? Input, decimal? Output, decimal? CacheRead, decimal? CacheWrite, decimal? Reasoning, decimal? PerRequest, string? AsOf)
{
    public static PriceView? Of(ModelCard card) => card.Price is not { } price
        ? null
        : new PriceView(price.Input, price.Output, price.CacheRead, price.CacheWrite, price.Reasoning, price.PerRequest, card.PriceAsOf);
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
    public static DeploymentView Of(Deployment deployment, Residence? residence)
    {
        var state = DeploymentState.Of(deployment);
        return new DeploymentView(
            deployment.Id,
            deployment.Provider.Name,
            deployment.UpstreamModel,
            state.ModelMissing ? "failed" : residence?.State ?? "ready",
            state.Circuit switch { CircuitPhase.Open => "open", CircuitPhase.HalfOpen => "half_open", _ => "closed" },
            state.InFlight,
            state.Queue,
            deployment.Options.Weight,
            deployment.Policy.MaxConcurrency,
            deployment.ContextWindow,
            PercentilesView.Of(state.Times.Latency),
            PercentilesView.Of(state.Times.FirstToken),
            state.Times.TokensPerSecond,
            residence is { ProcessId: not null } ? residence.Bytes : null,
            residence?.LastError ?? state.LastError);
    }
}

/// <summary>Percentiles of a time, in milliseconds.</summary>
internal sealed record PercentilesView(double? P50, double? P95, double? P99)
{
    public static PercentilesView Of(Func<double, double?> percentile) => new(percentile(0.5), percentile(0.95), percentile(0.99));
}
