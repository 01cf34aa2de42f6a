using System.Collections.Frozen;
using System.Collections.Immutable;
using Baton.Models.Configuration;
using Baton.Models.Prices;

namespace Baton.Models;

/// <summary>Every model, deployment and provider at one moment: an immutable snapshot, replaced as a whole.</summary>
public sealed class Catalog
{
    private readonly FrozenDictionary<string, Model> _models;
    private readonly FrozenDictionary<string, Deployment> _deployments;

    private Catalog(BatonOptions options, ImmutableArray<Model> models)
    {
        Options = options;
        Models = models;
        _models = models.ToFrozenDictionary(m => m.Id, StringComparer.Ordinal);
        _deployments = models.SelectMany(m => m.Deployments).ToFrozenDictionary(d => d.Id, StringComparer.Ordinal);
    }

    /// <summary>A catalog of nothing.</summary>
    public static Catalog Empty { get; } = Build(new BatonOptions());

    /// <summary>The configuration from which it was built.</summary>
    public BatonOptions Options { get; }

    /// <summary>The models, in the configuration's order.</summary>
    public ImmutableArray<Model> Models { get; }

    /// <summary>The model of that id.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The model, or <c>null</c>.</returns>
    public Model? FindModel(string id) => _models.GetValueOrDefault(id);

    /// <summary>The deployment of that id.</summary>
    /// <param name="id"><c>MODEL@PROVIDER</c>.</param>
    /// <returns>The deployment, or <c>null</c>.</returns>
    public Deployment? FindDeployment(string id) => _deployments.GetValueOrDefault(id);

    /// <summary>The role of that name as the configuration has it.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The role, or <c>null</c>.</returns>
    public RoleOptions? FindRole(string name)
    {
        foreach (var role in Options.Roles)
        {
            if (role.Name == name)
            {
                return role;
            }
        }

        return null;
    }

    /// <summary>Builds the snapshot of a checked configuration.</summary>
    /// <param name="options">The configuration; every deployment's provider is one of its providers.</param>
    /// <param name="previous">The snapshot to share unchanged deployments with, so that what hangs on them lives on.</param>
    /// <returns>The snapshot.</returns>
    public static Catalog Build(BatonOptions options, Catalog? previous = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var providers = options.Providers.ToDictionary(p => p.Name, StringComparer.Ordinal);
        var models = ImmutableArray.CreateBuilder<Model>(options.Models.Count);
        foreach (var entry in options.Models)
        {
            models.Add(BuildModel(entry, options, providers, previous));
        }

        return new Catalog(options, models.ToImmutable());
    }

    private static Model BuildModel(
        ModelOptions entry, BatonOptions options, Dictionary<string, ProviderOptions> providers, Catalog? previous)
    {
        var card = CompleteCard(entry, providers);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var deployments = ImmutableArray.CreateBuilder<Deployment>(entry.Deployments.Count);
        foreach (var one in entry.Deployments)
        {
            var provider = providers[one.Provider];
            var count = seen[one.Provider] = seen.GetValueOrDefault(one.Provider) + 1;
            var id = count == 1 ? $"{card.Id}@{provider.Name}" : $"{card.Id}@{provider.Name}#{count}";
            var policy = one.Policy.Over(entry.Policy).Over(options.Defaults).Over(RequestPolicyOptions.BuiltIn);
            var built = new Deployment(id, card, provider, one, policy);
            var old = previous?.FindDeployment(id);
            deployments.Add(old is not null && old.SameAs(built) ? old : built.After(old));
        }

        return new Model(card, deployments.ToImmutable()) { Sla = entry.Sla };
    }

    /// <summary>Fills in what follows from the providers' kinds: locality, the price of a local model, what a simulation can do.</summary>
    private static ModelCard CompleteCard(ModelOptions entry, Dictionary<string, ProviderOptions> providers)
    {
        var kinds = entry.Deployments.Select(d => providers[d.Provider]).ToArray();
        var local = entry.Locality is { } said ? said == Locality.Local : kinds.All(p => ProviderKinds.LocalityOf(p) == Locality.Local);
        var simulated = kinds.Length > 0 && kinds.All(p => p.Kind == ProviderKinds.Simulated);
        var card = entry.Card with { Locality = local ? Locality.Local : Locality.Cloud, Simulated = simulated };
        if (card.Price is null)
        {
            card = local ? card with { Price = TokenPrice.Free } : WithListPrice(card, entry, providers);
        }

        return simulated ? CompleteSimulated(card, entry.Deployments[0].Simulate ?? new SimulateOptions()) : card;
    }

    /// <summary>The price that its vendors ask: of several the dearest, so that no budget is overrun; unknown if one is.</summary>
    private static ModelCard WithListPrice(ModelCard card, ModelOptions entry, Dictionary<string, ProviderOptions> providers)
    {
        var prices = entry.Deployments.Select(d => PriceTable.Shipped.Find(providers[d.Provider], d.Model ?? card.Id)).ToArray();
        return prices.Length == 0 || Array.Exists(prices, p => p is null)
            ? card
            : prices.MaxBy(p => p!.Price.Input + p.Price.Output) is { } dearest ? card with { Price = dearest.Price, PriceAsOf = dearest.AsOf } : card;
    }

    private static ModelCard CompleteSimulated(ModelCard card, SimulateOptions simulate) => card with
    {
        Capabilities = card.Capabilities ?? [Capabilities.Tools, Capabilities.JsonSchema, Capabilities.Vision],
        ContextWindow = card.ContextWindow ?? 32_768,
        MaxOutputTokens = card.MaxOutputTokens ?? 4_096,
        LatencyMs = card.LatencyMs ?? simulate.LatencyMs,
        TokensPerSecond = card.TokensPerSecond ?? simulate.TokensPerSecond,
        QualityByTask = card.QualityByTask.IsEmpty ? simulate.Quality : card.QualityByTask,
    };
}
