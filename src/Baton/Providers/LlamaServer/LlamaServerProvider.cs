using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers.Http;
using Baton.Providers.OpenAI;
using Microsoft.Extensions.AI;

namespace Baton.Providers.LlamaServer;

/// <summary>llama.cpp's server, at an address or as a process that Baton starts: it speaks OpenAI's wire.</summary>
/// <param name="transport">The way out.</param>
/// <param name="time">The clock that made-up answers' times come from.</param>
public sealed class LlamaServerProvider(UpstreamTransport transport, TimeProvider time) : OpenAIProvider(transport, time)
{
    /// <inheritdoc/>
    public override string Kind => ProviderKinds.LlamaServer;

    /// <inheritdoc/>
    public override IChatClient CreateClient(Deployment deployment) => deployment.Provider.BaseUrl is null
        ? new StartedServerClient(deployment, base.CreateClient)
        : base.CreateClient(deployment);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<InstalledModel>> ListAsync(ProviderOptions provider, CancellationToken cancellationToken) =>
        provider.BaseUrl is null ? Task.FromResult<IReadOnlyList<InstalledModel>>([]) : base.ListAsync(provider, cancellationToken); // It starts what it has.

    /// <inheritdoc/>
    public override Task<ForwardedAnswer> ForwardAsync(Deployment deployment, ForwardedRequest request, CancellationToken cancellationToken) =>
        base.ForwardAsync(ServerAddress.Of(deployment), request, cancellationToken);
}
