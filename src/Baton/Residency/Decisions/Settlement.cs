using System.Collections.Immutable;

namespace Baton.Residency.Decisions;

/// <summary>
/// What follows from a state: who is started, who makes room, who ends, who is served. Who makes room is decided anew each time, so
/// a model that began to drain for a request that gave up is back at once.
/// </summary>
internal sealed class Settlement(
    ImmutableSortedDictionary<string, Resident>.Builder residents, ResidencyState state, TimeSpan now, ImmutableArray<ResidencyEffect>.Builder effects)
{
    private readonly HashSet<string> _drained = new(StringComparer.Ordinal);
    private TimeSpan? _wake;

    /// <summary>Settles.</summary>
    /// <returns>When to look again though nothing happened.</returns>
    public TimeSpan? Settle()
    {
        Reconsider();
        Serve(r => !_drained.Contains(r.Key)); // Who was loaded for those who wait serves them before it makes room for others.
        DrainTheUnwanted();
        foreach (var provider in residents.Values.Select(r => r.Settings.Provider).Distinct(StringComparer.Ordinal).ToList())
        {
            KeepWithinLimit(provider);
            StartTheWanted(provider);
        }

        StopTheDrained();
        Serve(r => _drained.Contains(r.Key)); // Those that need not drain any more.
        return _wake;
    }

    /// <summary>Refuses everyone who waits.</summary>
    public static Resident Refuse(Resident resident, string reason, TimeSpan? retryAfter, ImmutableArray<ResidencyEffect>.Builder effects)
    {
        foreach (var waiting in resident.Waiting)
        {
            effects.Add(new ResidencyEffect.Refuse(waiting.Id, reason, retryAfter));
        }

        return resident with { Waiting = [] };
    }

    private void Reconsider()
    {
        foreach (var resident in residents.Values.ToList())
        {
            if (resident is { Phase: ResidencePhase.Draining, Stopping: false })
            {
                _drained.Add(resident.Key);
                Set(resident with { Phase = ResidencePhase.Ready });
            }
            else if (resident is { Gone: true, InMemory: false, Holds: 0, Waiting.IsEmpty: true })
            {
                residents.Remove(resident.Key);
            }
        }
    }

    private void DrainTheUnwanted()
    {
        foreach (var resident in residents.Values.Where(r => r.Phase == ResidencePhase.Ready).ToList())
        {
            var unwanted = resident.Dismissed || (resident.Gone && resident.Waiting.IsEmpty)
                || (resident.IsIdle && (resident.Outdated || resident is { LetGo: true, Settings.Pin: false }));
            if (!unwanted && resident.IsIdle && !resident.Settings.Pin)
            {
                var end = resident.LastUsed + resident.Settings.KeepAlive;
                unwanted = now >= end;
                Wake(end);
            }

            if (unwanted)
            {
                Set(resident with { Phase = ResidencePhase.Draining });
            }
        }
    }

    /// <summary>A model may take more than was thought: the idle ones then make room.</summary>
    private void KeepWithinLimit(string provider)
    {
        while (Taken(provider, draining: false) > Limit(provider) && Victims(provider, busy: false).FirstOrDefault() is { } victim)
        {
            Set(victim with { Phase = ResidencePhase.Draining });
        }
    }

    private void StartTheWanted(string provider)
    {
        var free = Limit(provider) - Taken(provider, draining: true);
        var coming = Limit(provider) - Taken(provider, draining: false);
        foreach (var wanted in Of(provider).Where(r => !r.InMemory && (r.Wanted || !r.Waiting.IsEmpty)).OrderBy(r => r.Oldest).ToList())
        {
            if (now < wanted.RetryAt)
            {
                Rest(wanted);
                continue;
            }

            if (wanted.Bytes > Room(provider, out var why))
            {
                Set(Refuse(wanted, $"it needs {ByteSize.Text(wanted.Bytes)}, and {why}", null, effects) with
                {
                    Phase = ResidencePhase.Failed,
                    Wanted = false,
                    LastError = $"it needs {ByteSize.Text(wanted.Bytes)}, and {why}",
                });
                continue;
            }

            if (!MakeRoom(wanted, ref coming))
            {
                continue;
            }

            coming -= wanted.Bytes;
            if (wanted.Bytes <= free)
            {
                free -= wanted.Bytes;
                Set(wanted with { Phase = ResidencePhase.Loading, LoadStarted = now, Dismissed = false });
                effects.Add(new ResidencyEffect.Start(wanted.Key));
            }
        }
    }

    /// <summary>One that failed lately: those who wait hear of it, or wait until it is tried again.</summary>
    private void Rest(Resident wanted)
    {
        if (wanted.Phase == ResidencePhase.Failed)
        {
            Set(Refuse(wanted, wanted.LastError!, wanted.RetryAt - now, effects));
        }
        else
        {
            Wake(wanted.RetryAt);
        }
    }

    /// <summary>Lets as many others drain as are needed; none where that would not do.</summary>
    private bool MakeRoom(Resident wanted, ref long coming)
    {
        var waited = wanted.Waiting.IsEmpty ? TimeSpan.MinValue : now - wanted.Oldest;
        var room = coming;
        var chosen = new List<Resident>();
        if (!wanted.Waiting.IsEmpty)
        {
            foreach (var victim in Victims(wanted.Settings.Provider, busy: waited >= state.MaxWait))
            {
                if (room >= wanted.Bytes)
                {
                    break;
                }

                room += victim.Bytes;
                chosen.Add(victim);
            }
        }

        if (room < wanted.Bytes)
        {
            if (!wanted.Waiting.IsEmpty && waited < state.MaxWait)
            {
                Wake(wanted.Oldest + state.MaxWait);
            }

            return false;
        }

        foreach (var victim in chosen)
        {
            Set(victim with { Phase = ResidencePhase.Draining });
        }

        coming = room;
        return true;
    }

    /// <summary>Who may make room, in that order: the idle before the busy, the lower priority first, then who is nothing to the roles, then the least recently used.</summary>
    private List<Resident> Victims(string provider, bool busy) => Of(provider)
        .Where(r => r.Phase == ResidencePhase.Ready && !r.Settings.Pin && (busy || r.IsIdle))
        .OrderBy(r => r.IsIdle ? 0 : 1)
        .ThenBy(r => _drained.Contains(r.Key) ? 0 : 1)
        .ThenBy(r => r.Settings.Priority)
        .ThenBy(r => r.Standing)
        .ThenBy(r => r.LastUsed)
        .ToList();

    private void StopTheDrained()
    {
        foreach (var resident in residents.Values.Where(r => r is { Phase: ResidencePhase.Draining, Stopping: false, Holds: 0 }).ToList())
        {
            Set(resident with { Stopping = true });
            effects.Add(new ResidencyEffect.Stop(resident.Key));
        }
    }

    private void Serve(Func<Resident, bool> which)
    {
        foreach (var resident in residents.Values.Where(r => r.Phase == ResidencePhase.Ready && !r.Waiting.IsEmpty && which(r)).ToList())
        {
            foreach (var waiting in resident.Waiting)
            {
                effects.Add(new ResidencyEffect.Grant(waiting.Id));
            }

            Set(resident with { Holds = resident.Holds + resident.Waiting.Count, Waiting = [], LastUsed = now });
        }
    }

    /// <summary>The most that one model could ever have here.</summary>
    private long Room(string provider, out string why)
    {
        var pinned = Of(provider).Where(r => r.InMemory && r.Settings.Pin).ToList();
        var limit = Allowed(provider);
        why = $"the memory limit of '{provider}' is {ByteSize.Text(limit)}"
            + (pinned.Count == 0 ? "" : $", of which pinned models take {ByteSize.Text(pinned.Sum(r => r.Bytes))}");
        return limit - pinned.Sum(r => r.Bytes);
    }

    private long Taken(string provider, bool draining) =>
        Of(provider).Where(r => r.InMemory && (draining || r.Phase != ResidencePhase.Draining)).Sum(r => r.Bytes);

    /// <summary>
    /// What a provider's models may take now: less than allowed where the machine has less, but one model is always given a try where the
    /// others make room for it.
    /// </summary>
    private long Limit(string provider)
    {
        var allowed = Allowed(provider);
        if (state.Headroom is not { } headroom || !residents.Values.Any(r => r.InMemory))
        {
            return allowed;
        }

        var others = residents.Values.Where(r => r.InMemory && r.Settings.Provider != provider).Sum(r => r.Bytes);
        var wanted = Of(provider).Where(r => !r.InMemory && !r.Waiting.IsEmpty).Select(r => r.Bytes).DefaultIfEmpty(0).Max();
        return Math.Min(allowed, Math.Max(headroom - others, wanted));
    }

    /// <summary>What a provider's models may take at all.</summary>
    private long Allowed(string provider) => Of(provider).Min(r => r.Settings.LimitBytes + (r.Settings.LimitIsMachines ? state.GraphicsBytes : 0));

    private IEnumerable<Resident> Of(string provider) => residents.Values.Where(r => r.Settings.Provider == provider);

    private void Set(Resident resident) => residents[resident.Key] = resident;

    private void Wake(TimeSpan at) => _wake = at > now && (_wake is null || at < _wake) ? at : _wake;
}
