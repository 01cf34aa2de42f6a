using Baton.Models;

namespace Baton.Balancing;

/// <summary>Chooses among a model's deployments that would all take a request now.</summary>
public interface ILoadBalancingPolicy
{
    /// <summary>Its name, as <c>balance</c> says it.</summary>
    string Name { get; }

    /// <summary>Chooses one. Called from many threads, and for every request: it must be quick and wait for nothing.</summary>
    /// <param name="free">The deployments, at least two, in the configuration's order.</param>
    /// <returns>The index of the chosen one.</returns>
    int Choose(ReadOnlySpan<Deployment> free);
}
