namespace Baton.Models.Configuration;

/// <summary>Everything that <c>baton.yaml</c> says, read and checked. Records compare by value, so a reload can tell what changed.</summary>
public sealed record BatonOptions
{
    /// <summary>The gateway's own settings.</summary>
    public ServerOptions Server { get; init; } = new();

    /// <summary>The folder of what outlives a restart; a relative one is resolved against the configuration file's.</summary>
    public string Data { get; init; } = "./.baton";

    /// <summary>A PostgreSQL connection string, or <c>null</c> for SQLite in <see cref="Data"/>. Never printed.</summary>
    public string? Database { get; init; }

    /// <summary>Providers, in the file's order.</summary>
    public EquatableArray<ProviderOptions> Providers { get; init; } = [];

    /// <summary>Models, in the file's order.</summary>
    public EquatableArray<ModelOptions> Models { get; init; } = [];

    /// <summary>Roles, in the file's order.</summary>
    public EquatableArray<RoleOptions> Roles { get; init; } = [];

    /// <summary>How <c>auto</c> chooses.</summary>
    public RoutingOptions Routing { get; init; } = new();

    /// <summary>How requests are treated where neither model nor deployment says otherwise.</summary>
    public RequestPolicyOptions Defaults { get; init; } = new();

    /// <summary>Limits on money, in the file's order.</summary>
    public EquatableArray<BudgetOptions> Budgets { get; init; } = [];

    /// <summary>Answers kept for equal requests.</summary>
    public CacheOptions Cache { get; init; } = new();

    /// <summary>Where traces and metrics are sent.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>Ensembles that answer as one, in the file's order.</summary>
    public EquatableArray<PanelOptions> Panels { get; init; } = [];

    /// <summary>Where which requests may run, in the file's order.</summary>
    public EquatableArray<PlacementPolicyOptions> Policies { get; init; } = [];

    /// <summary>Which local models are in memory.</summary>
    public ResidencyOptions Residency { get; init; } = new();

    /// <summary>What is taken out of texts before they are stored or exported.</summary>
    public RedactionOptions Redaction { get; init; } = new();

    /// <summary>Counts only: a connection string or a key never gets into a log this way.</summary>
    /// <returns>How many providers, models and roles there are.</returns>
    public override string ToString() => $"{Providers.Count} providers, {Models.Count} models, {Roles.Count} roles";
}
