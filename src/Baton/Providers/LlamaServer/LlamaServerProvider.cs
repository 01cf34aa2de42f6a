using Baton.Models;
using Baton.Providers.Http;
using Baton.Providers.OpenAI;
using Microsoft.Extensions.AI;

namespace Baton.Providers.LlamaServer;

/// <summary>llama.cpp's server at an address: it speaks OpenAI's wire.</summary>
/// <param name="transport">The way out.</param>
/// <param name="time">The clock that made-up answers' times come from.</param>
public sealed class LlamaServerProvider(UpstreamTransport transport, TimeProvider time) : OpenAIProvider(transport, time)
{
    /// <inheritdoc/>
    public override string Kind => ProviderKinds.LlamaServer;

    /// <inheritdoc/>
    public override IChatClient CreateClient(Deployment deployment) => deployment.Provider.BaseUrl is null
        ? throw new UpstreamException(
            ErrorCodes.UpstreamUnavailable,
            $"{deployment.Id}: this version does not start llama-server itself; start it and name its address as the provider's base_url.")
        : base.CreateClient(deployment);
}
