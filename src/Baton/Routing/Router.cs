using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Baton.Models;
using Baton.Routing.Rules;

namespace Baton.Routing;

/// <summary>The router over estimates: a named model as it is, <c>auto</c> by rules, constraints and a strategy.</summary>
public sealed class Router : IRouter
{
    private readonly ConditionalWeakTable<Catalog, RoutingTable> _tables = [];
    private readonly IRoleResolver _roles;
    private readonly IEstimates _estimates;
    private readonly ITaskPreferences? _preferences;

    /// <summary>Makes the router.</summary>
    /// <param name="roles">Who plays which role.</param>
    /// <param name="estimates">What to expect of a deployment.</param>
    /// <param name="preferences">What was learned of task types, for plain <c>auto</c>; <c>null</c>: nothing.</param>
    public Router(IRoleResolver roles, IEstimates estimates, ITaskPreferences? preferences = null)
    {
        _roles = roles;
        _estimates = estimates;
        _preferences = preferences;
    }

    /// <inheritdoc/>
    public Route Choose(RouteRequest request, Catalog catalog)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(catalog);
        var table = _tables.GetValue(catalog, static c => new RoutingTable(c));
        var policies = table.Policies.IsEmpty ? [] : PlacementPolicy.Holding(table.Policies, new RuleInput(request.Task, request.Facts));
        var separate = request.Strategy is { } name ? Strategy.Find(name) ?? throw TargetNames.UnknownStrategy(name) : null;
        if (FindNamed(table, request.Target, request.Player) is { } candidates)
        {
            return NamedSelection.Restrict(table, request, candidates, policies, _estimates);
        }

        var strategy = StrategyOf(request.Target, catalog) ?? throw TargetNames.Unknown(request.Target, catalog, _roles);
        if (separate is null && request.Target == TargetNames.Auto)
        {
            strategy = strategy.Towards(_preferences?.PreferenceOf(request.Task.Type)); // Who names a strategy gets it as it is.
        }

        return new AutoSelection(table, request, policies, request.Cheaper ? Strategy.Cheapest : separate ?? strategy, _estimates, _roles).Choose();
    }

    /// <summary>An id wins over every other reading: ids may hold colons and slashes.</summary>
    private ImmutableArray<Candidate>? FindNamed(RoutingTable table, string target, RolePlayer? known)
    {
        if (table.Named.TryGetValue(target, out var named))
        {
            return named;
        }

        if (NamedSelection.Candidates(table.Catalog, target) is { } built)
        {
            return table.Named.GetOrAdd(target, built);
        }

        return target.StartsWith(TargetNames.RolePrefix, StringComparison.Ordinal)
            && (known ?? _roles.Find(target[TargetNames.RolePrefix.Length..])) is { } player
                ? OfPlayer(table, player)
                : null;
    }

    private static ImmutableArray<Candidate> OfPlayer(RoutingTable table, RolePlayer player)
    {
        var key = new PlayerKey(player.Role, player.Model ?? throw TargetNames.Empty(player.Role), player.Fallbacks);
        return table.Players.TryGetValue(key, out var known)
            ? known
            : table.Players.GetOrAdd(key, NamedSelection.Candidates(table.Catalog, player) ?? throw TargetNames.Gone(player));
    }

    private static Strategy? StrategyOf(string target, Catalog catalog)
    {
        if (target == TargetNames.Auto)
        {
            var name = catalog.Options.Routing.Strategy;
            return Strategy.Find(name) ?? throw new BatonException(
                ErrorCodes.InvalidConfiguration, $"'routing.strategy' is '{name}'; known are quality, cost, latency and balanced.");
        }

        return target.StartsWith(TargetNames.AutoPrefix, StringComparison.Ordinal)
            ? Strategy.Find(target.AsSpan(TargetNames.AutoPrefix.Length))
            : null;
    }
}
