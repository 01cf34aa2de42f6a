using System.Collections.Immutable;
using Baton.Models;
using Baton.Models.Configuration;

namespace Baton.Roles;

/// <summary>What a change makes of a role.</summary>
/// <param name="After">The role after it; <c>null</c>: there is none any more.</param>
/// <param name="Event">The event.</param>
/// <param name="Left">The players that serve no new request of this role from now on.</param>
internal sealed record RoleStep(RoleAssignment? After, SwapEvent Event, ImmutableArray<Stint> Left)
{
    /// <summary>Whether anything changed.</summary>
    public bool Changed { get; init; } = true;
}

/// <summary>The rules of roles, as pure functions of the state and what is asked.</summary>
internal static class RoleRules
{
    private const int LongestName = 100;

    public static RoleAssignment Empty(string role, DateTimeOffset now) => new(role, null, 0, now, null, []);

    /// <summary>Who is to play in the end.</summary>
    /// <param name="before">The role; <c>null</c>: there is none.</param>
    /// <param name="request">What is asked.</param>
    /// <returns>The model; <c>null</c> for an unload.</returns>
    /// <exception cref="BatonException">Refused in this state.</exception>
    public static string? Target(RoleAssignment? before, SwapRequest request)
    {
        if (request.AtVersion is { } version && version != before?.Version)
        {
            throw Conflict($"'{request.Role}' has changed since: it is at version {before?.Version ?? 0}, no longer at {version}.");
        }

        return request.Kind switch
        {
            SwapKinds.Load or SwapKinds.Configuration => request.Model,
            _ when before is null => throw new BatonException(ErrorCodes.NotFound, $"There is no role '{request.Role}'.") { Param = "role" },
            SwapKinds.Rollback => before.Canary is not null ? before.Model : before.Previous ?? throw Conflict(
                $"'{request.Role}' has nothing to go back to: no other model has played it."),
            _ when before.Model is null => throw new BatonException(
                ErrorCodes.RoleEmpty, $"No model plays '{request.Role}': load one with PUT /api/roles/{request.Role}.")
            { Param = "role" },
            _ => request.Model,
        };
    }

    /// <summary>The change that is asked for.</summary>
    /// <param name="before">The role; <c>null</c>: there is none.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="stays">Whether the role stays where nobody plays it: the configuration names it.</param>
    /// <param name="now">The time.</param>
    /// <param name="id">The event's id.</param>
    /// <exception cref="BatonException">Refused in this state.</exception>
    public static RoleStep Decide(RoleAssignment? before, SwapRequest request, bool stays, DateTimeOffset now, string id)
    {
        var target = Target(before, request);
        var role = before ?? Empty(request.Role, now);
        if (request.Kind == SwapKinds.Rollback && role.Canary is { } ended)
        {
            var back = Event(role, ended.Model, role.Model, SwapKinds.Rollback, request, now, id);
            return Step(role with { Canary = null }, back, role.Previous, ended.Stint);
        }

        if (target is not null && role.Model == target)
        {
            return new RoleStep(role, Unchanged(role, request, now, id), []) { Changed = false };
        }

        if (request.CanaryPercent is { } percent && role.Model is not null)
        {
            var trial = Event(role, role.Model, target, SwapKinds.Canary, request, now, id);
            return Step(role with { Canary = new RoleCanary(target!, percent, now) }, trial, role.Previous, role.Canary?.Stint);
        }

        var change = Event(role, role.Model, target, KindOf(role, request), request, now, id);
        var previous = role.Model ?? role.Previous;
        var promoted = role.Canary?.Model == target ? role.Canary?.Stint : null;
        var playing = role with { Model = target, Canary = null, Since = now, Stint = promoted ?? new Stint() };
        var step = Step(playing, change, previous == target ? null : previous, role.Stint, promoted is null ? role.Canary?.Stint : null);
        return target is null && !stays ? step with { After = null, Event = step.Event with { RollbackAvailable = false } } : step;
    }

    /// <summary>A swap that failed and changed nothing.</summary>
    public static SwapEvent Failure(RoleAssignment? role, SwapRequest request, string? target, string error, DateTimeOffset now, string id) =>
        new(id, request.Role, role?.Model, target, role?.Version ?? 0, now, role is null ? SwapKinds.Load : KindOf(role, request), request.By)
        {
            Reason = request.Reason,
            Success = false,
            Error = error,
            RollbackAvailable = role?.Previous is not null,
        };

    /// <summary>A role's name is letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</summary>
    public static void CheckName(string role)
    {
        ArgumentNullException.ThrowIfNull(role);
        if (role.Length is 0 or > LongestName || !role.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new BatonException(
                ErrorCodes.InvalidRequest,
                $"'{role}' is no name for a role: take 1 to {LongestName} letters, digits, '-', '_' or '.'.")
            { Param = "role" };
        }
    }

    /// <summary>The model of that id.</summary>
    /// <exception cref="BatonException">There is none; the message names the nearest.</exception>
    public static Model FindModel(string model, Catalog catalog) => catalog.FindModel(model) ?? throw new BatonException(
        ErrorCodes.ModelNotFound, $"There is no model '{model}'.{NearestNames.Suggest(model, catalog.Models.Select(m => m.Id))}")
    { Param = "model" };

    /// <summary>The roles whose entry in the file changed, and those that are no longer in it.</summary>
    /// <returns>What to ask of each; an entry that changed nothing but itself comes with no request.</returns>
    public static IEnumerable<(string Role, string? Entry, SwapRequest? Request)> Reconfigure(
        ImmutableSortedDictionary<string, RoleAssignment> roles, IReadOnlyList<RoleOptions> options)
    {
        foreach (var option in options)
        {
            var before = roles.GetValueOrDefault(option.Name);
            var changed = option.Model != before?.Configured && option.Model != before?.Model;
            if (before is null || option.Model != before.Configured)
            {
                yield return (option.Name, option.Model, changed ? Configure(option.Name, option.Model) : null);
            }
        }

        var named = options.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in roles.Values.Where(r => !r.SetByApi && !named.Contains(r.Role)))
        {
            yield return (gone.Role, null, Configure(gone.Role, null));
        }
    }

    /// <summary>No role.</summary>
    public static ImmutableSortedDictionary<string, RoleAssignment> None { get; } = ImmutableSortedDictionary.Create<string, RoleAssignment>(StringComparer.Ordinal);

    /// <summary>Roles with what the store holds newer of some of them. Who goes on playing goes on being counted.</summary>
    /// <returns>The roles, and the swaps that were not known before.</returns>
    public static (ImmutableSortedDictionary<string, RoleAssignment> Roles, List<SwapEvent> Events) Merge(
        ImmutableSortedDictionary<string, RoleAssignment> roles, IEnumerable<RoleAssignment> stored, Catalog catalog)
    {
        var events = new List<SwapEvent>();
        foreach (var kept in stored)
        {
            var before = roles.GetValueOrDefault(kept.Role);
            var known = before is null ? [] : before.History.Concat(before.Failed).ToHashSet();
            events.AddRange(kept.History.Concat(kept.Failed).Where(e => !known.Contains(e)));
            roles = kept.Model is null && catalog.FindRole(kept.Role) is null ? roles.Remove(kept.Role) : roles.SetItem(kept.Role, kept with
            {
                Stint = before is null ? kept.Stint
                    : before.Model == kept.Model ? before.Stint
                    : before.Canary?.Model == kept.Model ? before.Canary!.Stint
                    : kept.Stint,
                Canary = kept.Canary is { } trial && before?.Canary is { } mine && mine.Model == trial.Model && mine.Since == trial.Since ? mine : kept.Canary,
            });
        }

        return (roles, events);
    }

    private static SwapRequest Configure(string role, string? model) =>
        new(role, SwapKinds.Configuration, model) { By = "configuration" };

    private static RoleStep Step(RoleAssignment after, SwapEvent change, string? previous, params ReadOnlySpan<Stint?> left)
    {
        change = change with { RollbackAvailable = previous is not null || after.Canary is not null };
        after = after with { Version = change.Version, Previous = previous, SetByApi = IsApis(change.By, after.SetByApi), History = after.HistoryWith(change) };
        return new RoleStep(after, change, [.. left.ToArray().OfType<Stint>()]);
    }

    /// <summary>What a role does by itself leaves it whose it was.</summary>
    private static bool IsApis(string by, bool before) => by switch
    {
        "configuration" => false,
        SwapKinds.Auto or SwapKinds.Canary or SwapKinds.Schedule => before,
        _ => true,
    };

    private static SwapEvent Event(
        RoleAssignment before, string? from, string? to, string kind, SwapRequest request, DateTimeOffset now, string id) =>
        new(id, before.Role, from, to, before.Version + 1, now, kind, request.By) { Reason = request.Reason };

    /// <summary>The answer to a change that changes nothing.</summary>
    private static SwapEvent Unchanged(RoleAssignment role, SwapRequest request, DateTimeOffset now, string id) =>
        new(id, role.Role, role.Model, role.Model, role.Version, now, KindOf(role, request), request.By)
        {
            Warnings = [new SwapWarning("already_playing", $"'{role.Model}' already plays '{role.Role}'.")],
            RollbackAvailable = role.Previous is not null,
        };

    private static string KindOf(RoleAssignment before, SwapRequest request) => request switch
    {
        { Model: null, Kind: SwapKinds.Configuration } => SwapKinds.Unload,
        { Kind: SwapKinds.Load or SwapKinds.Swap } => before.Model is null ? SwapKinds.Load : SwapKinds.Swap,
        { Kind: SwapKinds.Configuration } => before.Version > 0 ? SwapKinds.Configuration : SwapKinds.Load,
        _ => request.Kind,
    };

    private static BatonException Conflict(string message) => new(ErrorCodes.Conflict, message) { Param = "role" };
}
