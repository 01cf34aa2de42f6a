namespace Baton.Models.Configuration;

/// <summary>One of <c>models</c>.</summary>
public sealed record ModelOptions
{
    /// <summary>What is known of it.</summary>
    public required ModelCard Card { get; init; }

    /// <summary>Where the entry said so; <c>null</c>: as the provider's kind says.</summary>
    public Locality? Locality { get; init; }

    /// <summary>Where it runs, at least one.</summary>
    public EquatableArray<DeploymentOptions> Deployments { get; init; } = [];

    /// <summary>What it sets of <c>defaults</c> for itself.</summary>
    public RequestPolicyOptions Policy { get; init; } = new();

    /// <summary>What it is held to; <c>null</c>: nothing.</summary>
    public SlaOptions? Sla { get; init; }
}
