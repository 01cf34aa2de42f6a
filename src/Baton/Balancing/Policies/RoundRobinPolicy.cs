using Baton.Models;

namespace Baton.Balancing.Policies;

/// <summary>In turn: the one whose last turn is longest ago, so that the order holds while some come and go.</summary>
internal sealed class RoundRobinPolicy : ILoadBalancingPolicy
{
    private readonly Lock _lock = new();
    private long _turn;

    public string Name => "round_robin";

    public int Choose(ReadOnlySpan<Deployment> free)
    {
        lock (_lock)
        {
            var best = 0;
            for (var i = 1; i < free.Length; i++)
            {
                best = DeploymentState.Of(free[i]).LastTurn < DeploymentState.Of(free[best]).LastTurn ? i : best;
            }

            DeploymentState.Of(free[best]).LastTurn = ++_turn;
            return best;
        }
    }
}
