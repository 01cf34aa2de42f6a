using System.Collections.Immutable;
using Baton.Models.Configuration;

namespace Baton.Models;

/// <summary>A model of the catalog: its card and where it runs.</summary>
/// <param name="Card">What is known of it.</param>
/// <param name="Deployments">Where it runs, in the configuration's order; at least one.</param>
public sealed record Model(ModelCard Card, ImmutableArray<Deployment> Deployments)
{
    /// <summary>The name by which requests ask for it.</summary>
    public string Id => Card.Id;

    /// <summary>What it is held to; <c>null</c>: nothing.</summary>
    public SlaOptions? Sla { get; init; }
}
