using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Routing.Rules;

namespace Baton.Routing;

/// <summary>What routing works out once per catalog: compiled rules, where deployments run, candidates of named targets.</summary>
internal sealed class RoutingTable
{
    private readonly FrozenDictionary<string, int> _indexes;
    private readonly Lazy<ImmutableArray<RoutingRule>> _rules;
    private readonly Lazy<ImmutableArray<PlacementPolicy>> _policies;

    public RoutingTable(Catalog catalog)
    {
        Catalog = catalog;
        Locals = [.. catalog.Options.Models.Select((entry, i) => LocalityOf(entry, catalog.Models[i]))];
        _indexes = catalog.Models.Select((m, i) => (m.Id, i)).ToFrozenDictionary(p => p.Id, p => p.i, StringComparer.Ordinal);
        _rules = new(() => Compile(catalog.Options.Routing.Rules));
        _policies = new(() => [.. catalog.Options.Policies.Select((p, i) => new PlacementPolicy(i, Parse(p.When, $"policies[{i}]"), p))]);
    }

    public Catalog Catalog { get; }

    /// <summary>For each model, where each of its deployments runs.</summary>
    public ImmutableArray<ImmutableArray<Locality>> Locals { get; }

    /// <summary>The configuration's rules, in order.</summary>
    /// <exception cref="BatonException">One cannot be read; a configuration from a file never comes so far.</exception>
    public ImmutableArray<RoutingRule> Rules => _rules.Value;

    /// <summary>The configuration's policies, in order.</summary>
    /// <exception cref="BatonException">One cannot be read; a configuration from a file never comes so far.</exception>
    public ImmutableArray<PlacementPolicy> Policies => _policies.Value;

    /// <summary>Where a deployment of the catalog runs.</summary>
    public Locality LocalityOf(Deployment deployment)
    {
        var index = IndexOf(deployment.Model.Id);
        return Locals[index][Catalog.Models[index].Deployments.IndexOf(deployment)];
    }

    /// <summary>Candidates by model id and deployment id; unknown names never get in, so it is bounded by the catalog.</summary>
    public ConcurrentDictionary<string, ImmutableArray<Candidate>> Named { get; } = new(StringComparer.Ordinal);

    /// <summary>Candidates of role players.</summary>
    public ConcurrentDictionary<PlayerKey, ImmutableArray<Candidate>> Players { get; } = new();

    public int IndexOf(string model) => _indexes.GetValueOrDefault(model, -1);

    private static ImmutableArray<Locality> LocalityOf(ModelOptions entry, Model model) =>
        [.. model.Deployments.Select(d => entry.Locality ?? ProviderKinds.LocalityOf(d.Provider))];

    private static ImmutableArray<RoutingRule> Compile(EquatableArray<RuleOptions> rules)
    {
        var compiled = ImmutableArray.CreateBuilder<RoutingRule>(rules.Count);
        foreach (var options in rules)
        {
            compiled.Add(new RoutingRule(compiled.Count + 1, Parse(options.When, $"Rule {compiled.Count + 1} of 'routing.rules'"), options.Use));
        }

        return compiled.MoveToImmutable();
    }

    private static Rule Parse(string when, string name)
    {
        var parsed = RuleParser.Parse(when);
        return parsed.Rule ?? throw new BatonException(
            ErrorCodes.InvalidConfiguration, $"{name} cannot be read, at character {parsed.Errors[0].Offset + 1}: {parsed.Errors[0].Message}");
    }
}

/// <summary>One of <c>routing.rules</c>.</summary>
/// <param name="Number">Its place in the file, from 1.</param>
/// <param name="When">Its condition.</param>
/// <param name="Use">Models or roles, in order.</param>
internal sealed record RoutingRule(int Number, Rule When, EquatableArray<string> Use);

/// <summary>What the candidates of a role depend on.</summary>
internal readonly record struct PlayerKey(string Role, string Model, EquatableArray<string>? Fallbacks);
