using Baton.Models;
using Baton.Models.Configuration;
using Baton.Routing;

namespace Baton.Tests.Routing;

/// <summary>Catalogs and requests in few words.</summary>
internal static class RoutingCatalog
{
    public static ProviderOptions[] Providers { get; } =
    [
        new() { Name = "cloud", Kind = ProviderKinds.OpenAI },
        new() { Name = "other", Kind = ProviderKinds.Anthropic },
        new() { Name = "here", Kind = ProviderKinds.Ollama },
    ];

    /// <summary>Dear and good.</summary>
    public static ModelOptions Large { get; } = Of("large", "cloud") with
    {
        Card = Card("large") with
        {
            Quality = 0.9,
            LatencyMs = 800,
            TokensPerSecond = 50,
            Price = new TokenPrice(10, 30),
            ContextWindow = 128_000,
            Capabilities = [Capabilities.Tools, Capabilities.JsonSchema, Capabilities.Vision],
        },
    };

    /// <summary>In between.</summary>
    public static ModelOptions Medium { get; } = Of("medium", "other") with
    {
        Card = Card("medium") with
        {
            Quality = 0.75,
            LatencyMs = 200,
            TokensPerSecond = 150,
            Price = new TokenPrice(0.5m, 1.5m),
            ContextWindow = 32_000,
            Capabilities = [Capabilities.Tools],
        },
    };

    /// <summary>Free, slow, simple.</summary>
    public static ModelOptions Small { get; } = Of("small", "here") with
    {
        Card = Card("small") with { Quality = 0.5, LatencyMs = 300, TokensPerSecond = 20, ContextWindow = 4_096, Capabilities = [] },
    };

    public static TaskAnalysis Asked { get; } = new(TaskType.General, 0.3, [], InputTokens: 500, OutputTokens: 300);

    public static ModelCard Card(string id) => new() { Id = id };

    public static ModelOptions Of(string id, params string[] providers) => new()
    {
        Card = Card(id),
        Deployments = providers.Select(p => new DeploymentOptions { Provider = p }).ToEquatableArray(),
    };

    public static Catalog Catalog(params ModelOptions[] models) => Catalog(new RoutingOptions(), models);

    public static Catalog Catalog(RoutingOptions routing, params ModelOptions[] models) => Baton.Models.Catalog.Build(new BatonOptions
    {
        Providers = Providers.ToEquatableArray(),
        Models = models.ToEquatableArray(),
        Routing = routing,
    });

    public static RoutingOptions WithRules(params (string When, string[] Use)[] rules) => new()
    {
        Rules = rules.Select(r => new RuleOptions(r.When, r.Use.ToEquatableArray())).ToEquatableArray(),
    };

    public static RouteRequest Auto(string strategy) => new($"auto:{strategy}", Asked);

    public static string[] Models(this Route route) =>
        [.. route.Candidates.Select(c => c.Deployment.Model.Id).Distinct(StringComparer.Ordinal)];

    public static string[] Deployments(this Route route) => [.. route.Candidates.Select(c => c.Deployment.Id)];
}

/// <summary>Roles as a test sets them.</summary>
internal sealed class FixedRoles(params RolePlayer[] players) : IRoleResolver
{
    public IEnumerable<string> Names => players.Select(p => p.Role);

    public RolePlayer? Find(string role) => players.FirstOrDefault(p => p.Role == role);
}
