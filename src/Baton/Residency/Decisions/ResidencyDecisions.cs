using System.Collections.Immutable;

namespace Baton.Residency.Decisions;

/// <summary>
/// Which models are in memory: a pure function of what was and what happened. Every event is applied, and then everything that follows
/// from the new state is settled at once (<see cref="Settlement"/>), so no event is special and no order of events is wrong.
/// </summary>
internal static class ResidencyDecisions
{
    /// <summary>After so many failures in a row a model that crashes counts as failed.</summary>
    public const int FailuresUntilFailed = 3;

    /// <summary>A model that stood so long was well; what happened before is forgotten.</summary>
    private static readonly TimeSpan Recovered = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);

    /// <summary>Decides.</summary>
    /// <param name="state">What was.</param>
    /// <param name="happened">What happened.</param>
    /// <param name="now">When.</param>
    /// <returns>What is now, and what is to be done, in that order.</returns>
    public static (ResidencyState State, ImmutableArray<ResidencyEffect> Effects) Decide(
        ResidencyState state, ResidencyEvent happened, TimeSpan now)
    {
        var effects = ImmutableArray.CreateBuilder<ResidencyEffect>();
        var residents = state.Residents.ToBuilder();
        switch (happened)
        {
            case ResidencyEvent.Stood stood:
                state = state with { Standings = stood.Standings };
                Stand(residents, stood.Standings);
                break;
            case ResidencyEvent.MemorySeen seen:
                state = See(state, seen);
                break;
            case ResidencyEvent.GraphicsChanged:
                foreach (var resident in state.Residents.Values.Where(r => r.InMemory))
                {
                    residents[resident.Key] = resident with { Outdated = true };
                }

                break;
            default:
                Apply(residents, state.Standings, happened, now, effects);
                break;
        }

        var wake = new Settlement(residents, state, now, effects).Settle();
        return (state with { Residents = residents.ToImmutable(), WakeAt = wake }, effects.ToImmutable());
    }

    private static void Apply(
        ImmutableSortedDictionary<string, Resident>.Builder residents, ImmutableDictionary<string, Standing> standings, ResidencyEvent happened,
        TimeSpan now, ImmutableArray<ResidencyEffect>.Builder effects)
    {
        var known = residents.GetValueOrDefault(happened.Key);
        var next = happened switch
        {
            ResidencyEvent.Known e => Known(known, e),
            ResidencyEvent.Requested e => Requested(known, e, now),
            _ when known is null => null, // Late news of one that is forgotten.
            ResidencyEvent.Gone => known with { Gone = true, Wanted = false },
            ResidencyEvent.GaveUp e => known with { Waiting = known.Waiting.RemoveAll(w => w.Id == e.Request) },
            ResidencyEvent.Released => known with { Holds = known.Holds - 1, LastUsed = now },
            ResidencyEvent.Loaded e => Loaded(known, e, now),
            ResidencyEvent.LoadFailed e => Failed(known, e.Error, now) with { Phase = ResidencePhase.Failed, Wanted = false },
            ResidencyEvent.Died e when !known.Stopping => Died(known, e.Error, now),
            ResidencyEvent.Died or ResidencyEvent.Ended => Ended(known),
            ResidencyEvent.UnloadAsked => known with { Wanted = false, Dismissed = known.InMemory },
            ResidencyEvent.Measured e => known with { MeasuredBytes = Math.Max(known.MeasuredBytes ?? 0, e.Bytes) },
            _ => known,
        };
        if (next is null)
        {
            return;
        }

        if (happened is ResidencyEvent.LoadFailed && !next.Waiting.IsEmpty)
        {
            next = Settlement.Refuse(next, next.LastError!, next.RetryAt - now, effects);
        }

        residents[next.Key] = known is null ? next with { Standing = standings.GetValueOrDefault(next.Key) } : next;
    }

    /// <summary>While one loads, part of what it will take is taken and part is not: such a look says nothing.</summary>
    private static ResidencyState See(ResidencyState state, ResidencyEvent.MemorySeen seen) =>
        state.Residents.Values.Any(r => r.Phase == ResidencePhase.Loading) ? state : state with
        {
            Headroom = seen.FreeBytes is { } free ? state.Residents.Values.Where(r => r.InMemory).Sum(r => r.Bytes) + free : null,
            GraphicsBytes = seen.GraphicsBytes,
        };

    private static void Stand(ImmutableSortedDictionary<string, Resident>.Builder residents, ImmutableDictionary<string, Standing> standings)
    {
        foreach (var resident in residents.Values.ToList())
        {
            var standing = standings.GetValueOrDefault(resident.Key);
            residents[resident.Key] = resident with
            {
                Standing = standing,
                LetGo = standing == Standing.None && resident.InMemory && (resident.LetGo || resident.Standing != Standing.None),
            };
        }
    }

    private static Resident Known(Resident? known, ResidencyEvent.Known e) => known is null
        ? new Resident(e.Key, e.Settings) { Wanted = e.Preload }
        : known with { Settings = e.Settings, Gone = false };

    private static Resident Requested(Resident? known, ResidencyEvent.Requested e, TimeSpan now)
    {
        var resident = known ?? new Resident(e.Key, e.Settings) { Gone = true }; // Of a configuration that has just been replaced.
        return resident with { Waiting = resident.Waiting.Add(new Pending(e.Request, now)), LetGo = false };
    }

    private static Resident Loaded(Resident known, ResidencyEvent.Loaded e, TimeSpan now) => known with
    {
        Phase = ResidencePhase.Ready,
        MeasuredBytes = e.MeasuredBytes is { } bytes ? Math.Max(known.MeasuredBytes ?? 0, bytes) : known.MeasuredBytes,
        LastUsed = now,
        ReadySince = now,
        LoadTime = now - known.LoadStarted,
        Loads = known.Loads + 1,
        LastError = null,
        Wanted = false,
    };

    private static Resident Died(Resident known, string error, TimeSpan now)
    {
        var failed = Failed(now - known.ReadySince > Recovered ? known with { Failures = 0 } : known, error, now);
        return failed.Failures < FailuresUntilFailed
            ? failed with { Phase = ResidencePhase.Unloaded, Wanted = !known.Gone && !known.Dismissed && !known.LetGo }
            : failed with { Phase = ResidencePhase.Failed, Wanted = false };
    }

    private static Resident Failed(Resident known, string error, TimeSpan now)
    {
        var failures = known.Failures + 1;
        var doubled = TimeSpan.FromTicks(Math.Min(FirstBackOff.Ticks << Math.Min(failures - 1, 10), LongestBackOff.Ticks));
        return known with { Failures = failures, Breakdowns = known.Breakdowns + 1, Outdated = false, LastError = error, RetryAt = now + doubled, Dismissed = false, LetGo = false, Stopping = false };
    }

    private static Resident Ended(Resident known) => known with
    {
        Phase = ResidencePhase.Unloaded,
        Stopping = false,
        Wanted = known is { Outdated: true, Dismissed: false, Gone: false } and ({ Standing: not Standing.None } or { Settings.Pin: true }),
        Dismissed = false,
        LetGo = false,
        Outdated = false,
    };
}
