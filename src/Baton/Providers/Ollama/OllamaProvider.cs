using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers.Http;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Ollama;

/// <summary>Ollama over its native API: what is installed and loaded, and chat.</summary>
/// <param name="transport">The way out.</param>
public sealed class OllamaProvider(UpstreamTransport transport) : IProvider, IModelInventory
{
    private readonly OllamaInventory _inventory = new(transport);

    /// <inheritdoc/>
    public string Kind => ProviderKinds.Ollama;

    /// <inheritdoc/>
    public IChatClient CreateClient(Deployment deployment) => new OllamaChatClient(deployment, transport);

    /// <inheritdoc/>
    public Task<IReadOnlyList<InstalledModel>> ListAsync(ProviderOptions provider, CancellationToken cancellationToken) =>
        _inventory.ListAsync(provider, cancellationToken);
}
