using System.Collections.Immutable;
using Baton.Models;

namespace Baton.Routing;

/// <summary>An ordered list of candidates, each with the reason why it stands there.</summary>
/// <param name="Task">What the request asks for.</param>
/// <param name="Strategy">What counted: <c>quality</c>, <c>cost</c>, <c>latency</c>, <c>balanced</c>; <c>named</c> where the caller named the model.</param>
/// <param name="Candidates">Best first; empty where constraints left none.</param>
/// <param name="Excluded">Models that constraints took out.</param>
public sealed record Route(
    TaskAnalysis Task, string Strategy, ImmutableArray<Candidate> Candidates, ImmutableArray<Exclusion> Excluded);

/// <summary>A deployment that may answer.</summary>
/// <param name="Deployment">The deployment.</param>
/// <param name="Score">How well it fits, 0 to 1; comparable within one route only.</param>
/// <param name="Quality">Expected quality, 0 to 1.</param>
/// <param name="LatencyMs">Expected milliseconds to the whole answer.</param>
/// <param name="CostUsd">Expected cost in US dollars.</param>
public sealed record Candidate(Deployment Deployment, double Score, double? Quality, double? LatencyMs, decimal? CostUsd)
{
    /// <summary>The most that it can cost, in US dollars: what a budget reserves while there is enough. Foreseen by explanations alone; <c>null</c> where unknown.</summary>
    public decimal? MostUsd { get; init; }

    /// <summary>Makes the sentence of <see cref="Reason"/>; called only when somebody reads it.</summary>
    internal Func<Candidate, string>? Explain { get; init; }

    /// <summary>Why it stands where it stands, in one sentence.</summary>
    public string Reason => Explain?.Invoke(this) ?? "asked for by name";
}

/// <summary>A model that a constraint took out.</summary>
/// <param name="Model">The model's id.</param>
/// <param name="Constraint">The constraint's name: <c>min_quality</c>.</param>
/// <param name="Reason">The sentence: what was asked for and what the model has.</param>
public sealed record Exclusion(string Model, string Constraint, string Reason);

/// <summary>What a caller demands of the model that answers. What is <c>null</c> is not demanded.</summary>
public sealed record RouteConstraints
{
    /// <summary>The most the request may cost, in US dollars.</summary>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>The most milliseconds to the whole answer.</summary>
    public double? MaxLatencyMs { get; init; }

    /// <summary>The least expected quality, 0 to 1.</summary>
    public double? MinQuality { get; init; }

    /// <summary>The least context window, in tokens.</summary>
    public int? MinContext { get; init; }

    /// <summary>Capabilities it must have.</summary>
    public EquatableArray<string> Capabilities { get; init; } = [];

    /// <summary>Where it must run.</summary>
    public Locality? Locality { get; init; }

    /// <summary>Providers it must be at one of.</summary>
    public EquatableArray<string> Providers { get; init; } = [];
}
