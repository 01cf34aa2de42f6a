using Baton.Models;
using Baton.Models.Configuration;

namespace Baton;

/// <summary>Says in code what <c>baton.yaml</c> says in a file.</summary>
public sealed class BatonBuilder
{
    private readonly List<ProviderOptions> _providers = [];
    private readonly List<ModelOptions> _models = [];
    private readonly List<RoleOptions> _roles = [];
    private readonly List<BudgetOptions> _budgets = [];

    /// <summary>The strategy of <c>auto</c>: <c>quality</c>, <c>cost</c>, <c>latency</c> or <c>balanced</c>.</summary>
    public string Strategy { get; set; } = "balanced";

    /// <summary>How requests are treated; what is not set here is at its default.</summary>
    public RequestPolicyOptions Defaults { get; set; } = new();

    /// <summary>Adds a provider.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">One of <see cref="ProviderKinds"/>.</param>
    /// <param name="baseUrl">Its address; <c>null</c>: the kind's usual one.</param>
    /// <param name="apiKey">Its credential; <c>null</c>: none.</param>
    /// <returns>This builder.</returns>
    public BatonBuilder AddProvider(string name, string kind, Uri? baseUrl = null, string? apiKey = null) =>
        AddProvider(new ProviderOptions { Name = name, Kind = kind, BaseUrl = baseUrl, ApiKeys = apiKey is null ? [] : [apiKey] });

    /// <summary>Adds a provider.</summary>
    /// <param name="provider">The provider.</param>
    /// <returns>This builder.</returns>
    public BatonBuilder AddProvider(ProviderOptions provider)
    {
        _providers.Add(provider);
        return this;
    }

    /// <summary>Adds a model with one deployment.</summary>
    /// <param name="id">The name by which requests ask for it.</param>
    /// <param name="provider">The provider's name.</param>
    /// <param name="card">Fills its card in: quality, price, capabilities.</param>
    /// <param name="upstreamModel">Its name there; <c>null</c>: <paramref name="id"/>.</param>
    /// <returns>This builder.</returns>
    public BatonBuilder AddModel(string id, string provider, Func<ModelCard, ModelCard>? card = null, string? upstreamModel = null)
    {
        var plain = new ModelCard { Id = id };
        return AddModel(new ModelOptions
        {
            Card = card is null ? plain : card(plain),
            Deployments = [new DeploymentOptions { Provider = provider, Model = upstreamModel }],
        });
    }

    /// <summary>Adds a model.</summary>
    /// <param name="model">The model.</param>
    /// <returns>This builder.</returns>
    public BatonBuilder AddModel(ModelOptions model)
    {
        _models.Add(model);
        return this;
    }

    /// <summary>Adds a role.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="model">The id of the model that plays it.</param>
    /// <param name="system">A system prompt put before its conversations.</param>
    /// <returns>This builder.</returns>
    public BatonBuilder AddRole(string name, string model, string? system = null)
    {
        _roles.Add(new RoleOptions { Name = name, Model = model, System = system });
        return this;
    }

    /// <summary>Adds a limit on money. What is spent of it is kept in memory, unless the program has an <c>IBudgetStore</c>.</summary>
    /// <param name="budget">The limit.</param>
    /// <returns>This builder.</returns>
    public BatonBuilder AddBudget(BudgetOptions budget)
    {
        _budgets.Add(budget);
        return this;
    }

    /// <summary>The configuration that was said.</summary>
    /// <returns>The configuration.</returns>
    /// <exception cref="BatonException">A name is used twice or names nothing.</exception>
    public BatonOptions Build()
    {
        Unique(_providers.Select(p => p.Name), "provider");
        Unique(_models.Select(m => m.Card.Id), "model");
        Unique(_roles.Select(r => r.Name), "role");
        Unique(_budgets.Select(b => $"{b.Scope} {b.Id} per {b.Per} {b.TimeZone}"), "budget");
        var providers = _providers.Select(p => p.Name).ToList();
        foreach (var model in _models)
        {
            foreach (var deployment in model.Deployments)
            {
                Known(deployment.Provider, providers, $"model '{model.Card.Id}'", "provider");
            }
        }

        var models = _models.Select(m => m.Card.Id).ToList();
        foreach (var role in _roles.Where(r => r.Model is not null))
        {
            Known(role.Model!, models, $"role '{role.Name}'", "model");
        }

        return new BatonOptions
        {
            Providers = _providers.ToEquatableArray(),
            Models = _models.ToEquatableArray(),
            Roles = _roles.ToEquatableArray(),
            Budgets = _budgets.ToEquatableArray(),
            Routing = new RoutingOptions { Strategy = Strategy },
            Defaults = Defaults,
        };
    }

    private static void Unique(IEnumerable<string> names, string what)
    {
        if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new BatonException(ErrorCodes.InvalidConfiguration, $"The {what} '{twice.Key}' is added twice.");
        }
    }

    private static void Known(string name, List<string> known, string where, string what)
    {
        if (!known.Contains(name, StringComparer.Ordinal))
        {
            throw new BatonException(
                ErrorCodes.InvalidConfiguration, $"The {where} names the {what} '{name}', which was not added.{NearestNames.Suggest(name, known)}");
        }
    }
}
