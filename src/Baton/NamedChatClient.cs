using Microsoft.Extensions.AI;

namespace Baton;

/// <summary>The orchestra asked for one name: what keyed services resolve to. A name that the call's options give wins.</summary>
internal sealed class NamedChatClient(IChatClient orchestra, string name) : DelegatingChatClient(orchestra)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, Named(options), cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages, Named(options), cancellationToken);

    private ChatOptions Named(ChatOptions? options)
    {
        if (options?.ModelId is not null)
        {
            return options;
        }

        var named = options?.Clone() ?? new BatonChatOptions();
        named.ModelId = name;
        return named;
    }
}
