using System.Collections.Frozen;
using System.Text;
using Baton.Balancing.Policies;
using Baton.Models;

namespace Baton.Balancing;

/// <summary>Spreads requests over a model's deployments: by the model's policy, or by what keeps a caller at one place.</summary>
public sealed class Balancer
{
    private readonly FrozenDictionary<string, ILoadBalancingPolicy> _policies;

    /// <summary>Makes a balancer of the usual policies.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="random">Chance; must be safe to use from many threads.</param>
    /// <param name="further">Policies beside the usual ones; one of the same name takes its place.</param>
    public Balancer(TimeProvider time, Random random, IEnumerable<ILoadBalancingPolicy>? further = null)
    {
        ILoadBalancingPolicy[] usual = [new RoundRobinPolicy(), new WeightedPolicy(), new LeastBusyPolicy(), new LatencyPolicy(time, random)];
        _policies = usual.Concat(further ?? []).GroupBy(p => p.Name).ToFrozenDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
    }

    /// <summary>Chooses among deployments of one model that would all take a request now.</summary>
    /// <param name="free">The deployments; at least one.</param>
    /// <returns>The chosen one.</returns>
    public Deployment Choose(ReadOnlySpan<Deployment> free) => free.Length == 1 ? free[0] : free[_policies[free[0].Policy.Balance!].Choose(free)];

    /// <summary>
    /// The deployment that a caller is kept at: the one whose hash with his key is the highest (rendezvous hashing; Thaler and
    /// Ravishankar, 1998), so that one that goes or comes moves only its own callers.
    /// </summary>
    /// <param name="healthy">The deployments that do not rest; at least one.</param>
    /// <param name="key">What stands for the caller.</param>
    /// <returns>The deployment.</returns>
    internal static Deployment Prefer(ReadOnlySpan<Deployment> healthy, string key)
    {
        var best = healthy[0];
        var highest = double.NegativeInfinity;
        foreach (var deployment in healthy)
        {
            // A share of the callers in proportion to the weight: −w / ln(h) for h uniform in (0, 1).
            var score = -deployment.Options.Weight / Math.Log(Uniform(deployment.Id, key));
            if (score > highest)
            {
                (best, highest) = (deployment, score);
            }
        }

        return best;
    }

    /// <summary>A number in (0, 1) from two texts: FNV-1a with the finalizer of SplitMix64, the same in every process.</summary>
    private static double Uniform(string one, string other)
    {
        var hash = Fold(Fold(14695981039346656037UL, one) * 1099511628211UL, other);
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        hash ^= hash >> 31;
        return ((hash >> 11) + 0.5) / (1UL << 53);
    }

    private static ulong Fold(ulong hash, string text)
    {
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ value) * 1099511628211UL;
        }

        return hash;
    }
}
