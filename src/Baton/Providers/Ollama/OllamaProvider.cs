using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers.Http;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Ollama;

/// <summary>Ollama over its native API: what is installed and loaded, and chat.</summary>
/// <param name="transport">The way out.</param>
public sealed class OllamaProvider(UpstreamTransport transport) : IProvider, IModelInventory, IForwards
{
    private readonly OllamaInventory _inventory = new(transport);

    /// <inheritdoc/>
    public string Kind => ProviderKinds.Ollama;

    /// <inheritdoc/>
    public IChatClient CreateClient(Deployment deployment) => new OllamaChatClient(deployment, transport);

    /// <inheritdoc/>
    public bool Serves(string path) => path is "embeddings";

    /// <inheritdoc/>
    public async Task<ForwardedAnswer> ForwardAsync(Deployment deployment, ForwardedRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        ArgumentNullException.ThrowIfNull(request);
        using var message = OllamaEndpoint.OpenAI(deployment.Provider, request.Path, request.Content(deployment)); // Its server speaks OpenAI's wire there.
        return await Forwarding.SendAsync(transport, deployment, message, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<InstalledModel>> ListAsync(ProviderOptions provider, CancellationToken cancellationToken) =>
        _inventory.ListAsync(provider, cancellationToken);
}
