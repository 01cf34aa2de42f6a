using Baton.Models;

namespace Baton.Balancing.Policies;

/// <summary>The one with the fewest requests in flight for its weight; among equals in turn.</summary>
internal sealed class LeastBusyPolicy : ILoadBalancingPolicy
{
    private readonly Lock _lock = new();
    private long _turn;

    public string Name => "least_busy";

    public int Choose(ReadOnlySpan<Deployment> free)
    {
        lock (_lock)
        {
            var best = 0;
            for (var i = 1; i < free.Length; i++)
            {
                best = Rank(free[i]).CompareTo(Rank(free[best])) < 0 ? i : best;
            }

            DeploymentState.Of(free[best]).LastTurn = ++_turn;
            return best;
        }
    }

    private static (double Load, long Turn) Rank(Deployment deployment)
    {
        var state = DeploymentState.Of(deployment);
        return (state.InFlight / Math.Max(deployment.Options.Weight, 0.001), state.LastTurn);
    }
}
