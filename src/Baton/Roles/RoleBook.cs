using System.Collections.Immutable;
using Baton.Models;
using Baton.Routing;

namespace Baton.Roles;

/// <summary>
/// Who plays which role now. Readers take an immutable snapshot; changes are made one after another under one lock by
/// pure functions, and flip it.
/// </summary>
public sealed class RoleBook : IRoleResolver
{
    private readonly Lock _writer = new();
    private readonly CatalogSource _catalog;
    private readonly TimeProvider _time;
    private volatile Snapshot _current;

    /// <summary>Starts with the configuration's roles and follows its reloads.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="time">The clock.</param>
    public RoleBook(CatalogSource catalog, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        _catalog = catalog;
        _time = time;
        _current = new Snapshot(catalog.Current, ImmutableSortedDictionary.Create<string, RoleAssignment>(StringComparer.Ordinal));
        Apply(catalog.Current);
        catalog.Changed += Apply;
    }

    /// <summary>Every role, by name.</summary>
    public ImmutableSortedDictionary<string, RoleAssignment> Current => _current.Roles;

    /// <inheritdoc/>
    public IEnumerable<string> Names => _current.Roles.Keys;

    /// <inheritdoc/>
    public RolePlayer? Find(string role)
    {
        var snapshot = _current;
        if (!snapshot.Roles.TryGetValue(role, out var assignment))
        {
            return null;
        }

        var options = snapshot.Catalog.FindRole(role);
        return new RolePlayer(role, assignment.Model, options?.Fallbacks, options?.System);
    }

    /// <summary>Lets a model play a role, creating the role where it is new.</summary>
    /// <param name="role">The role's name.</param>
    /// <param name="model">The model's id.</param>
    /// <returns>The change, or, where that model plays it already, one that changed nothing and warns of it.</returns>
    /// <exception cref="BatonException">The name is none, the model is unknown, or it lacks what the role requires. Nothing changed.</exception>
    public SwapEvent Load(string role, string model)
    {
        RoleRules.CheckName(role);
        var start = _time.GetTimestamp();
        lock (_writer)
        {
            var catalog = _catalog.Current;
            RoleRules.CheckModel(role, model, catalog);
            var validated = _time.GetElapsedTime(start).TotalMilliseconds;
            var before = _current.Roles.GetValueOrDefault(role) ?? RoleRules.Empty(role, _time.GetUtcNow());
            if (before.Model == model)
            {
                return RoleRules.Unchanged(before, _time.GetUtcNow());
            }

            var change = RoleRules.Change(before, model, "api", _time.GetUtcNow()) with
            {
                Phases = [new SwapPhase("validate", validated), new SwapPhase("flip", 0)],
            };
            _current = new Snapshot(catalog, _current.Roles.SetItem(role, before.After(change) with { SetByApi = true }));
            return change;
        }
    }

    /// <summary>Takes the configuration's roles over: a changed entry is a swap, one taken out is removed unless the API set it.</summary>
    private void Apply(Catalog catalog)
    {
        lock (_writer)
        {
            _current = new Snapshot(catalog, RoleRules.Reconfigure(_current.Roles, catalog.Options.Roles, _time.GetUtcNow()));
        }
    }

    private sealed record Snapshot(Catalog Catalog, ImmutableSortedDictionary<string, RoleAssignment> Roles);
}
