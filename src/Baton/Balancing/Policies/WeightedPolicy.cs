using Baton.Models;

namespace Baton.Balancing.Policies;

/// <summary>
/// In turn by weight, the heavier spread evenly among the lighter: smooth weighted round robin as nginx does it (each gains its weight,
/// the richest is chosen and pays what all gained). A weight of 0 is chosen only where no other is left.
/// </summary>
internal sealed class WeightedPolicy : ILoadBalancingPolicy
{
    private readonly Lock _lock = new();

    public string Name => "weighted";

    public int Choose(ReadOnlySpan<Deployment> free)
    {
        lock (_lock)
        {
            var best = 0;
            var total = 0.0;
            for (var i = 0; i < free.Length; i++)
            {
                var weight = free[i].Options.Weight;
                total += weight;
                DeploymentState.Of(free[i]).Credit += weight;
                best = Rank(free[i]).CompareTo(Rank(free[best])) > 0 ? i : best;
            }

            DeploymentState.Of(free[best]).Credit -= total;
            return best;
        }
    }

    private static (bool Weighs, double Credit) Rank(Deployment deployment) =>
        (deployment.Options.Weight > 0, DeploymentState.Of(deployment).Credit);
}
