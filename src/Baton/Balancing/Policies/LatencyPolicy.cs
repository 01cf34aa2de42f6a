using Baton.Models;

namespace Baton.Balancing.Policies;

/// <summary>
/// The quicker of two taken by chance, by its decayed latency times the requests it would then have (Mitzenmacher, "The Power of Two
/// Choices in Randomized Load Balancing", 2001): near to the best of all, without all requests rushing to one.
/// </summary>
internal sealed class LatencyPolicy(TimeProvider time, Random random) : ILoadBalancingPolicy
{
    public string Name => "latency";

    public int Choose(ReadOnlySpan<Deployment> free)
    {
        var one = random.Next(free.Length);
        var other = random.Next(free.Length - 1);
        other += other >= one ? 1 : 0;
        // Equals go by the configuration's order, so that what nobody has measured yet does not hang on chance.
        return (Cost(free[other]), other).CompareTo((Cost(free[one]), one)) < 0 ? other : one;
    }

    /// <summary>Not measured yet counts as quick: it is tried, and then it is known.</summary>
    private double Cost(Deployment deployment)
    {
        var state = DeploymentState.Of(deployment);
        return (state.Times.Decayed.At(time) + 1) * (state.InFlight + 1) / Math.Max(deployment.Options.Weight, 0.001);
    }
}
