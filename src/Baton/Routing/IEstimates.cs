using Baton.Models;

namespace Baton.Routing;

/// <summary>Foresees how a deployment will do. Today from what the configuration declares; measured profiles may take its place.</summary>
public interface IEstimates
{
    /// <summary>Foresees one deployment's answer. Called once per deployment and choice, so it must be quick and wait for nothing.</summary>
    /// <param name="deployment">Who would answer.</param>
    /// <param name="task">What is asked.</param>
    /// <returns>What is to be expected.</returns>
    Estimate For(Deployment deployment, TaskAnalysis task);
}

/// <summary>What is to be expected of an answer. What is unknown is <c>null</c>.</summary>
/// <param name="Quality">Quality, 0 to 1.</param>
/// <param name="LatencyMs">Milliseconds to the whole answer.</param>
/// <param name="CostUsd">US dollars.</param>
public readonly record struct Estimate(double? Quality, double? LatencyMs, decimal? CostUsd);
