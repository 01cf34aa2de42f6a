using Baton.Models;
using Microsoft.Extensions.AI;

namespace Baton.Providers.LlamaServer;

/// <summary>The client of a process that Baton starts: each call goes to where the process listens then.</summary>
/// <param name="deployment">The deployment.</param>
/// <param name="create">Makes a client of the deployment with an address.</param>
internal sealed class StartedServerClient(Deployment deployment, Func<Deployment, IChatClient> create) : IChatClient
{
    private volatile Connected? _connected;

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Current().GetResponseAsync(messages, options, cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Current().GetStreamingResponseAsync(messages, options, cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // It holds no connection of its own.
    }

    private IChatClient Current()
    {
        var at = ServerAddress.Of(deployment);
        if (_connected is not { } connected || connected.At != at)
        {
            _connected = connected = new Connected(at, create(at));
        }

        return connected.Client;
    }

    private sealed record Connected(Deployment At, IChatClient Client);
}
