using System.Collections.Immutable;
using Baton.Models;
using Baton.Models.Configuration;

namespace Baton.Roles;

/// <summary>The rules of roles, as pure functions.</summary>
internal static class RoleRules
{
    private const int LongestName = 100;

    public static RoleAssignment Empty(string role, DateTimeOffset now) => new(role, null, 0, now, null, []);

    /// <summary>The change that lets a model play, or nobody.</summary>
    public static SwapEvent Change(RoleAssignment before, string? model, string by, DateTimeOffset now)
    {
        var version = before.Version + 1;
        var kind = model is null ? "unload" : by == "configuration" && before.Version > 0 ? by : before.Model is null ? "load" : "swap";
        return new SwapEvent($"swap-{before.Role}-{version}", before.Role, before.Model, model, version, now, kind, by);
    }

    /// <summary>The answer to a change that changes nothing.</summary>
    public static SwapEvent Unchanged(RoleAssignment now, DateTimeOffset at) =>
        new($"swap-{now.Role}-{now.Version}", now.Role, now.Model, now.Model, now.Version, at, "swap", "api")
        {
            Warnings = [new SwapWarning("already_playing", $"'{now.Model}' already plays '{now.Role}'.")],
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

    public static void CheckModel(string role, string model, Catalog catalog)
    {
        var found = catalog.FindModel(model) ?? throw new BatonException(
            ErrorCodes.ModelNotFound,
            $"There is no model '{model}'.{NearestNames.Suggest(model, catalog.Models.Select(m => m.Id))}")
        { Param = "model" };
        var lacking = (catalog.FindRole(role)?.Requires ?? []).Where(r => found.Card.Can(r) != true).ToList();
        if (lacking.Count > 0)
        {
            throw new BatonException(
                ErrorCodes.NotAllowed,
                $"'{model}' cannot play '{role}': the role requires {string.Join(", ", lacking)}, and the model's capabilities do not name it.")
            { Param = "model" };
        }
    }

    /// <summary>The roles after a reload.</summary>
    public static ImmutableSortedDictionary<string, RoleAssignment> Reconfigure(
        ImmutableSortedDictionary<string, RoleAssignment> roles, IReadOnlyList<RoleOptions> options, DateTimeOffset now)
    {
        foreach (var option in options)
        {
            var before = roles.GetValueOrDefault(option.Name) ?? Empty(option.Name, now);
            var changed = option.Model != before.Configured && option.Model != before.Model;
            var after = changed ? before.After(Change(before, option.Model, "configuration", now)) with { SetByApi = false } : before;
            roles = roles.SetItem(option.Name, after with { Configured = option.Model });
        }

        var named = options.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        return roles.RemoveRange(roles.Values.Where(r => !r.SetByApi && !named.Contains(r.Role)).Select(r => r.Role).ToList());
    }
}
