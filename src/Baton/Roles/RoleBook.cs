using System.Collections.Concurrent;
using System.Collections.Immutable;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Routing;

namespace Baton.Roles;

/// <summary>
/// Who plays which role now. Readers take an immutable snapshot; changes are decided one after another under one lock by pure
/// functions, kept in the store, and then flip it. <see cref="RoleSwaps"/> is what asks for them.
/// </summary>
public sealed class RoleBook : IRoleResolver
{
    private readonly Lock _writer = new();
    private readonly CatalogSource _catalog;
    private readonly TimeProvider _time;
    private readonly IRoleStore _store;
    private readonly ConcurrentQueue<SwapEvent> _followed = new();
    private long _revision;
    private EquatableArray<RoleOptions> _applied = [];
    private volatile Snapshot _current;

    /// <summary>Starts with what was kept and the configuration's roles, and follows its reloads.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="time">The clock.</param>
    /// <param name="store">Keeps the roles over a restart; <c>null</c>: nothing does.</param>
    public RoleBook(CatalogSource catalog, TimeProvider time, IRoleStore? store = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        _catalog = catalog;
        _time = time;
        _store = store ?? new NoRoleStore();
        var kept = _store.Load()!;
        _revision = kept.Revision;
        _current = new Snapshot(catalog.Current, RoleRules.Merge(RoleRules.None, kept.Roles, catalog.Current).Roles);
        Apply(catalog.Current, isNew: true);
        catalog.Changed += Follow;
    }

    /// <summary>Raised once for each swap that took effect or failed; outside the lock.</summary>
    public event Action<SwapEvent>? Swapped;

    /// <summary>Raised when what follows a swap's flip has ended, with all its phases; outside the lock.</summary>
    public event Action<SwapEvent>? Finished;

    /// <summary>
    /// Raised for a role whose model another is to replace because the file says so, while the old one can still answer. Where nobody
    /// listens, the role is flipped at once.
    /// </summary>
    internal event Action<SwapRequest>? Reconfigured;

    /// <summary>Every role, by name.</summary>
    public ImmutableSortedDictionary<string, RoleAssignment> Current => _current.Roles;

    /// <inheritdoc/>
    public IEnumerable<string> Names => _current.Roles.Keys;

    /// <inheritdoc/>
    public RolePlayer? Find(string role)
    {
        var snapshot = _current;
        return snapshot.Roles.TryGetValue(role, out var assignment) ? Player(snapshot, assignment, assignment.Model) : null;
    }

    /// <inheritdoc/>
    public RolePlayer? Enter(string role, string? caller)
    {
        while (true)
        {
            var snapshot = _current;
            if (!snapshot.Roles.TryGetValue(role, out var assignment))
            {
                return null;
            }

            var canary = assignment.Canary is { } trial && CanaryShare.Holds(trial.Percent, role, caller) ? trial : null;
            var stint = canary?.Stint ?? assignment.Stint;
            var hold = stint.Enter();
            if (ReferenceEquals(snapshot, _current) || IsStill(role, stint))
            {
                return Player(snapshot, assignment, canary?.Model ?? assignment.Model) with { Hold = hold };
            }

            hold.Dispose(); // A flip came between: whoever drains the old player must not wait for this one, nor miss it.
        }
    }

    /// <summary>The role of that name.</summary>
    /// <exception cref="BatonException">There is none; the message names the nearest.</exception>
    internal RoleAssignment Get(string role) => Current.GetValueOrDefault(role) ?? throw new BatonException(
        ErrorCodes.NotFound, $"There is no role '{role}'.{NearestNames.Suggest(role, Names)}")
    { Param = "role" };

    /// <summary>Decides and makes a change; whoever asks for the role from now on gets the new player.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="complete">Puts into the event what is known of the phases by now.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="BatonException">Refused in this state; nothing changed.</exception>
    internal RoleStep Flip(SwapRequest request, Func<SwapEvent, SwapEvent>? complete = null)
    {
        RoleStep step;
        lock (_writer)
        {
            do
            {
                var catalog = _catalog.Current;
                var now = _time.GetUtcNow();
                step = RoleRules.Decide(_current.Roles.GetValueOrDefault(request.Role), request, catalog.FindRole(request.Role) is not null, now, NewId(now));
                step = Complete(step, complete);
            }
            while (step.Changed ? !TryCommit(_catalog.Current, request.Role, step.After, step.Event) : Look()); // That there is nothing to do may be old news.
        }

        if (!step.Changed)
        {
            return step;
        }

        TellFollowed();
        Swapped?.Invoke(step.Event);
        return step;
    }

    /// <summary>Takes over what other programs that share the store did. It waits for the store, so it is not for a request's way.</summary>
    public void Refresh()
    {
        lock (_writer)
        {
            Look();
        }

        TellFollowed();
        if (_catalog.Current.Options.Roles != _applied)
        {
            Apply(_catalog.Current, isNew: false); // The store was away when the file changed.
        }
    }

    /// <summary>Notes what the phases after the flip took.</summary>
    internal void Completed(SwapEvent swap)
    {
        Note(swap, role => role.WithCompleted(swap));
        Finished?.Invoke(swap);
    }

    /// <summary>Notes a swap that failed.</summary>
    internal SwapEvent Failed(SwapRequest request, string? target, string error, IEnumerable<SwapPhase> phases)
    {
        var now = _time.GetUtcNow();
        var failed = RoleRules.Failure(Current.GetValueOrDefault(request.Role), request, target, error, now, NewId(now)) with
        {
            Phases = phases.ToEquatableArray(),
        };
        Note(failed, role => role.WithFailed(failed));
        Swapped?.Invoke(failed);
        return failed;
    }

    private void Note(SwapEvent swap, Func<RoleAssignment, RoleAssignment> change)
    {
        lock (_writer)
        {
            while (_current.Roles.TryGetValue(swap.Role, out var role) && !TryCommit(_current.Catalog, swap.Role, change(role), swap))
            {
                // Another program's change came first; it was looked at, and this is noted on top of it.
            }
        }
    }

    /// <summary>Follows a new catalog. Where the store is away, its models are there all the same, and what it says of roles is taken over when the store is back.</summary>
    private void Follow(Catalog catalog)
    {
        try
        {
            Apply(catalog, isNew: false);
        }
        catch (BatonException e) when (e.Code == ErrorCodes.StorageFailed)
        {
            lock (_writer)
            {
                _current = _current with { Catalog = catalog };
            }
        }
    }

    /// <summary>
    /// Takes the configuration's roles over: a changed entry is a swap, one taken out is removed unless the API set it. Where the entries
    /// are as they were, nothing is: another program's file may say otherwise, and two must not swap a role to and fro.
    /// </summary>
    private void Apply(Catalog catalog, bool isNew)
    {
        var events = new List<SwapEvent>();
        var wanted = new List<SwapRequest>();
        lock (_writer)
        {
            if (isNew || catalog.Options.Roles != _applied)
            {
                while (!TryReconfigure(catalog, events, wanted))
                {
                    // Another program's change came first: what is left to do is found anew.
                }
            }

            _applied = catalog.Options.Roles;
            _current = _current with { Catalog = catalog };
        }

        events.ForEach(e => Swapped?.Invoke(e));
        wanted.ForEach(r => Reconfigured?.Invoke(r));
        TellFollowed();
    }

    private bool TryReconfigure(Catalog catalog, List<SwapEvent> events, List<SwapRequest> wanted)
    {
        foreach (var (role, entry, asked) in RoleRules.Reconfigure(_current.Roles, catalog.Options.Roles).ToList())
        {
            var now = _time.GetUtcNow();
            var before = _current.Roles.GetValueOrDefault(role) ?? RoleRules.Empty(role, now);

            // Where the phases of a swap follow, the entry counts as applied: one that fails is not tried again until it changes.
            var later = asked?.Model is not null && Reconfigured is not null && before.Model is { } playing && catalog.FindModel(playing) is not null;
            var step = later || asked is null ? null : RoleRules.Decide(before, asked, catalog.FindRole(role) is not null, now, NewId(now));
            var after = step is null ? before : step.After;
            if (!TryCommit(catalog, role, after is null ? null : after with { Configured = entry }, step?.Event))
            {
                return false;
            }

            events.AddRange(step is null ? [] : [step.Event]);
            wanted.AddRange(later ? [asked!] : []);
        }

        return true;
    }

    /// <summary>Kept first, seen second: what anybody was told outlives the end of the process. Where another program's change came first, that is looked at instead.</summary>
    private bool TryCommit(Catalog catalog, string role, RoleAssignment? after, SwapEvent? swap)
    {
        var roles = _current.Roles;
        if (_store.Save(_revision, after ?? roles[role] with { Model = null, Configured = null }, swap) is not { } revision)
        {
            Look();
            return false;
        }

        _revision = revision;
        _current = new Snapshot(catalog, after is null ? roles.Remove(role) : roles.SetItem(role, after));
        return true;
    }

    /// <summary>Takes over what others did.</summary>
    /// <returns>Whether they did anything.</returns>
    private bool Look()
    {
        if (_store.Load(_revision) is not { } changed)
        {
            return false;
        }

        var (roles, events) = RoleRules.Merge(_current.Roles, changed.Roles, _current.Catalog);
        _revision = changed.Revision;
        _current = _current with { Roles = roles };
        events.ForEach(_followed.Enqueue);
        return true;
    }

    private void TellFollowed()
    {
        while (_followed.TryDequeue(out var swap))
        {
            Swapped?.Invoke(swap);
        }
    }

    private static RoleStep Complete(RoleStep step, Func<SwapEvent, SwapEvent>? complete)
    {
        if (complete is null)
        {
            return step;
        }

        var swap = complete(step.Event);
        return step with { Event = swap, After = step.Changed ? step.After?.WithCompleted(swap) : step.After };
    }

    private bool IsStill(string role, Stint stint) =>
        _current.Roles.TryGetValue(role, out var now) && (ReferenceEquals(now.Stint, stint) || ReferenceEquals(now.Canary?.Stint, stint));

    private static RolePlayer Player(Snapshot snapshot, RoleAssignment role, string? model)
    {
        var options = snapshot.Catalog.FindRole(role.Role);
        return new RolePlayer(role.Role, model, options?.Fallbacks, options?.System) { Version = role.Version };
    }

    private static string NewId(DateTimeOffset now) => $"swap-{Guid.CreateVersion7(now):n}";

    private sealed record Snapshot(Catalog Catalog, ImmutableSortedDictionary<string, RoleAssignment> Roles);
}
