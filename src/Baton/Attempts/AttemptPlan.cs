using System.Collections.Immutable;
using Baton.Models;
using Baton.Providers;
using Baton.Routing;

namespace Baton.Attempts;

/// <summary>
/// Whom to ask next: every candidate once, in the route's order; then again, with a jittered back-off, those that failed
/// in a way that may pass; never more often than allowed. A pure state machine: no clock, no thread.
/// </summary>
/// <remarks>The back-off is exponential with full jitter (Brooker, "Exponential Backoff and Jitter", 2015), at least what Retry-After says.</remarks>
internal sealed class AttemptPlan(ImmutableArray<Candidate> candidates, int limit, TimeSpan longestWait, Random random)
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);

    private readonly List<Failure> _failures = [];
    private int _asked;

    /// <summary>What failed so far.</summary>
    public IReadOnlyList<Failure> Failures => _failures;

    /// <summary>Whether no candidate is left that was not asked yet.</summary>
    public bool IsLastCandidate => _asked >= Math.Min(candidates.Length, limit);

    /// <summary>The next one to ask.</summary>
    /// <param name="wait">How long to wait before.</param>
    /// <returns>The deployment; <c>null</c> where nobody is left.</returns>
    public Deployment? Next(out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (_asked >= limit)
        {
            return null;
        }

        if (_asked < candidates.Length)
        {
            return candidates[_asked++].Deployment;
        }

        return Again(out wait);
    }

    /// <summary>Notes that the one last returned failed.</summary>
    public void Failed(Deployment deployment, UpstreamException error) => _failures.Add(new Failure(deployment, error));

    /// <summary>Of those whose last failure may pass, the one that recovers first.</summary>
    private Deployment? Again(out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        Failure? best = null;
        foreach (var candidate in candidates)
        {
            var last = _failures.FindLast(f => f.Deployment == candidate.Deployment);
            if (last is { Error.MayRetrySame: true } && !(last.Error.RetryAfter > longestWait)
                && (best is null || Order(last).CompareTo(Order(best)) < 0))
            {
                best = last;
            }
        }

        if (best is null)
        {
            return null;
        }

        _asked++;
        var round = _failures.Count(f => f.Deployment == best.Deployment) - 1;
        var ceiling = Math.Min(FirstBackOff.TotalMilliseconds * (1 << Math.Min(round, 10)), LongestBackOff.TotalMilliseconds);
        wait = TimeSpan.FromMilliseconds(ceiling * (0.5 + random.NextDouble() / 2));
        wait = best.Error.RetryAfter > wait ? best.Error.RetryAfter.Value : wait;
        return best.Deployment;
    }

    private (TimeSpan Wait, int Asked) Order(Failure failure) =>
        (failure.Error.RetryAfter ?? TimeSpan.Zero, _failures.Count(f => f.Deployment == failure.Deployment));

    /// <summary>A failed attempt.</summary>
    /// <param name="Deployment">Whose.</param>
    /// <param name="Error">How.</param>
    internal sealed record Failure(Deployment Deployment, UpstreamException Error);
}
