using System.Collections.Immutable;
using Baton.Balancing;
using Baton.Models;
using Baton.Providers;
using Baton.Routing;

namespace Baton.Attempts;

/// <summary>
/// Whom to ask next: every deployment once, model by model in the route's order; then again, with a jittered back-off, those that
/// failed in a way that may pass; never more often than allowed. Pure: what the deployments are like and what time it is comes in.
/// </summary>
/// <remarks>The back-off is exponential with jitter (Brooker, "Exponential Backoff and Jitter", 2015), at least what Retry-After says.</remarks>
internal sealed class AttemptPlan
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);

    private readonly Tier[] _tiers;
    private readonly int _limit;
    private readonly bool _spills;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly List<Failure> _failures = [];

    /// <summary>Makes the plan of a route.</summary>
    /// <param name="candidates">The route's candidates.</param>
    /// <param name="limit">Upstream calls that it may cost.</param>
    /// <param name="spills">Whether a later model is asked while the earlier ones are busy, not only when they rest: the router chose, not the caller.</param>
    /// <param name="affinity">What keeps the caller at a deployment; <c>null</c>: nothing.</param>
    /// <param name="time">Converts times.</param>
    /// <param name="random">Chance, for back-offs.</param>
    public AttemptPlan(
        ImmutableArray<Candidate> candidates, int limit, bool spills, Func<Deployment, string?>? affinity, TimeProvider time, Random random)
    {
        _tiers = TiersOf(candidates, affinity);
        Only = candidates.Length == 1 ? candidates[0].Deployment : null;
        (_limit, _spills, _time, _random) = (limit, spills, time, random);
    }

    /// <summary>What failed so far.</summary>
    public IReadOnlyList<Failure> Failures => _failures;

    /// <summary>The one deployment, where there is no other to choose; <c>null</c> where there is.</summary>
    public Deployment? Only { get; }

    /// <summary>Upstream calls made.</summary>
    public int Asked { get; private set; }

    /// <summary>What to do next.</summary>
    /// <param name="look">How a deployment is now.</param>
    /// <param name="now">The clock's timestamp.</param>
    public Step Next(Func<Deployment, Availability> look, long now)
    {
        if (Asked >= _limit)
        {
            return Step.Nothing;
        }

        var survey = new Survey();
        foreach (var tier in _tiers)
        {
            var line = survey.Line.Count;
            if (AskIn(tier, look, now, survey) is { } free)
            {
                return new Step { Free = free };
            }

            if (survey.Line.Count > line && !_spills)
            {
                break; // Fallbacks are for when nobody is left, not for when all are busy.
            }
        }

        if (survey.Line.Count == 0 && (survey.LastResort ?? Again(look, now, survey)) is { } last)
        {
            return new Step { Free = [last] };
        }

        var line2 = survey.Line.Count > 0 ? survey.Line : survey.Probed;
        return new Step { Line = line2, Until = survey.Soonest, Full = survey.Full };
    }

    /// <summary>Notes that a deployment is asked.</summary>
    public void Ask(Deployment deployment)
    {
        Asked++;
        Find(deployment).Asked++;
    }

    /// <summary>Notes that one that was asked failed.</summary>
    public void Failed(Deployment deployment, UpstreamException error)
    {
        _failures.Add(new Failure(deployment, error));
        var entry = Find(deployment);
        entry.MayAskAgain = error.MayRetrySame;
        entry.AgainAt = _time.GetTimestamp() + (error.OtherKeyLeft ? 0 : Ticks(BackOff(entry.Asked, error.RetryAfter)));
    }

    /// <summary>Whether all that rest do so because their limits are reached: then that is what the caller is told.</summary>
    public bool AllLimited => Array.TrueForAll(
        _tiers, t => Array.TrueForAll(t.Entries, e => DeploymentState.Of(e.Deployment).LastCode == ErrorCodes.RateLimited));

    /// <summary>Whether nobody would be left if this one failed.</summary>
    public bool IsLast(Deployment deployment, Func<Deployment, Availability> look)
    {
        if (Asked >= _limit || Only is not null)
        {
            return true;
        }

        foreach (var tier in _tiers)
        {
            foreach (var entry in tier.Entries)
            {
                if (entry.Deployment != deployment && entry.Asked == 0 && look(entry.Deployment).Kind != AvailabilityKind.Resting)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static List<Deployment>? AskIn(Tier tier, Func<Deployment, Availability> look, long now, Survey survey)
    {
        List<Deployment>? free = null;
        var preferred = tier.Affinity is { } key ? Preferred(tier, key, look, now) : null;
        foreach (var entry in tier.Entries)
        {
            var deployment = entry.Deployment;
            if (entry.Asked > 0 || (preferred is not null && deployment != preferred))
            {
                continue;
            }

            var found = look(deployment);
            if (found.Kind == AvailabilityKind.Free && IsShunned(deployment, now))
            {
                survey.LastResort ??= deployment;
            }
            else if (found.Kind == AvailabilityKind.Free)
            {
                (free ??= new List<Deployment>(tier.Entries.Length)).Add(deployment);
            }
            else
            {
                survey.Note(deployment, found);
            }
        }

        return free;
    }

    /// <summary>Where the caller is kept, as long as it is healthy: its line is stood in rather than another's.</summary>
    private static Deployment? Preferred(Tier tier, string key, Func<Deployment, Availability> look, long now)
    {
        var healthy = tier.Entries
            .Where(e => e.Asked == 0 && !IsShunned(e.Deployment, now) && look(e.Deployment).Kind is AvailabilityKind.Free or AvailabilityKind.Busy)
            .Select(e => e.Deployment).ToArray();
        return healthy.Length == 0 ? null : Balancer.Prefer(healthy, key);
    }

    private static bool IsShunned(Deployment deployment, long now) => DeploymentState.Of(deployment).IsShunned(now);

    /// <summary>Of those whose failure may pass, one that may be asked now; notes when the others may.</summary>
    private Deployment? Again(Func<Deployment, Availability> look, long now, Survey survey)
    {
        Entry? best = null;
        foreach (var entry in _tiers.SelectMany(t => t.Entries))
        {
            if (entry.Asked == 0 || !entry.MayAskAgain)
            {
                continue;
            }

            var found = look(entry.Deployment);
            if (found.Kind == AvailabilityKind.Resting || entry.AgainAt > now)
            {
                survey.Soonest = Math.Min(survey.Soonest, Math.Max(found.Until, entry.AgainAt));
            }
            else if (found.Kind != AvailabilityKind.Free)
            {
                survey.Note(entry.Deployment, found);
            }
            else if (best is null || (entry.Asked, entry.AgainAt).CompareTo((best.Asked, best.AgainAt)) < 0)
            {
                best = entry;
            }
        }

        return best?.Deployment;
    }

    private TimeSpan BackOff(int asked, TimeSpan? retryAfter)
    {
        var ceiling = Math.Min(FirstBackOff.TotalMilliseconds * (1 << Math.Min(asked - 1, 10)), LongestBackOff.TotalMilliseconds);
        var wait = TimeSpan.FromMilliseconds(ceiling * (0.5 + (_random.NextDouble() / 2)));
        return retryAfter > wait ? retryAfter.Value : wait;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    private Entry Find(Deployment deployment) =>
        Only is null ? _tiers.SelectMany(t => t.Entries).First(e => e.Deployment == deployment) : _tiers[0].Entries[0];

    private static Tier[] TiersOf(ImmutableArray<Candidate> candidates, Func<Deployment, string?>? affinity)
    {
        if (candidates.Length == 1)
        {
            return [new Tier([new Entry(candidates[0].Deployment)], null)];
        }

        var byModel = new List<(string Model, List<Entry> Entries)>();
        foreach (var candidate in candidates)
        {
            var id = candidate.Deployment.Model.Id;
            var at = byModel.FindIndex(t => t.Model == id);
            if (at < 0)
            {
                at = byModel.Count;
                byModel.Add((id, []));
            }

            byModel[at].Entries.Add(new Entry(candidate.Deployment));
        }

        return [.. byModel.Select(t => new Tier([.. t.Entries], affinity?.Invoke(t.Entries[0].Deployment)))];
    }

    /// <summary>What to do: ask one of <see cref="Free"/>; else stand in <see cref="Line"/>, at most until <see cref="Until"/>; with neither, give up.</summary>
    internal sealed record Step
    {
        public static Step Nothing { get; } = new();

        public IReadOnlyList<Deployment>? Free { get; init; }

        public IReadOnlyList<Deployment> Line { get; init; } = [];

        public long Until { get; init; } = long.MaxValue;

        /// <summary>Whether a line was too long to stand in.</summary>
        public bool Full { get; init; }
    }

    /// <summary>A failed attempt.</summary>
    /// <param name="Deployment">Whose.</param>
    /// <param name="Error">How.</param>
    internal sealed record Failure(Deployment Deployment, UpstreamException Error);

    /// <summary>The deployments of one model, in order.</summary>
    private readonly record struct Tier(Entry[] Entries, string? Affinity);

    private sealed class Entry(Deployment deployment)
    {
        public Deployment Deployment => deployment;

        public int Asked { get; set; }

        public bool MayAskAgain { get; set; }

        public long AgainAt { get; set; }
    }

    /// <summary>What was seen of the deployments that would not take the request now.</summary>
    private sealed class Survey
    {
        public List<Deployment> Line { get; } = [];

        public List<Deployment> Probed { get; } = [];

        public Deployment? LastResort { get; set; }

        public long Soonest { get; set; } = long.MaxValue;

        public bool Full { get; private set; }

        public void Note(Deployment deployment, Availability found)
        {
            switch (found.Kind)
            {
                case AvailabilityKind.Busy:
                    Line.Add(deployment);
                    break;
                case AvailabilityKind.Probing:
                    Probed.Add(deployment);
                    break;
                case AvailabilityKind.Full:
                    Full = true;
                    break;
                default:
                    Soonest = Math.Min(Soonest, found.Until);
                    break;
            }
        }
    }
}
