using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Baton.Models;
using Microsoft.Extensions.AI;

namespace Baton.Providers;

/// <summary>The client of each deployment, made once and kept as long as the deployment is.</summary>
public sealed class ProviderClients
{
    private readonly FrozenDictionary<string, IProvider> _providers;
    private readonly ConditionalWeakTable<Deployment, IChatClient> _clients = [];

    /// <summary>Takes the providers by their kinds.</summary>
    /// <param name="providers">One of each kind; a later one replaces an earlier one.</param>
    public ProviderClients(IEnumerable<IProvider> providers)
    {
        ArgumentNullException.ThrowIfNull(providers);
        var byKind = new Dictionary<string, IProvider>(StringComparer.Ordinal);
        foreach (var provider in providers)
        {
            byKind[provider.Kind] = provider;
        }

        _providers = byKind.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The client of a deployment.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <returns>Its client.</returns>
    /// <exception cref="BatonException">No provider of that kind is there.</exception>
    public IChatClient For(Deployment deployment) => _clients.GetValue(deployment, Create);

    /// <summary>Who serves a deployment's other requests.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="path">What follows <c>/v1/</c>: <c>embeddings</c>.</param>
    /// <returns>The provider; <c>null</c> where it does not serve such requests.</returns>
    public IForwards? ForwarderOf(Deployment deployment, string path)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        return _providers.GetValueOrDefault(deployment.Provider.Kind) is IForwards forwards && forwards.Serves(path) ? forwards : null;
    }

    private IChatClient Create(Deployment deployment) => _providers.TryGetValue(deployment.Provider.Kind, out var provider)
        ? provider.CreateClient(deployment)
        : throw new BatonException(
            ErrorCodes.InvalidConfiguration,
            $"Provider '{deployment.Provider.Name}' is of kind '{deployment.Provider.Kind}', which nothing here speaks.");
}
