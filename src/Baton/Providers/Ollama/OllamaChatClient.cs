using System.Runtime.CompilerServices;
using Baton.Models;
using Baton.Providers.Http;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Ollama;

/// <summary>One model of an Ollama server.</summary>
internal sealed class OllamaChatClient(Deployment deployment, UpstreamTransport transport) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (body, answer) = Prepare(messages, options, stream: false);
        using var request = OllamaEndpoint.Post(deployment.Provider, "chat", body);
        using var response = await transport.SendAsync(deployment, request, cancellationToken).ConfigureAwait(false);
        var whole = await UpstreamBody.ReadAsync(deployment, response, cancellationToken).ConfigureAwait(false);
        var update = answer.Take(whole);
        answer.End();
        return new[] { update }.ToChatResponse();
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (body, answer) = Prepare(messages, options, stream: true);
        using var request = OllamaEndpoint.Post(deployment.Provider, "chat", body);
        using var response = await transport.SendAsync(deployment, request, cancellationToken).ConfigureAwait(false);
        await foreach (var line in UpstreamLines.ReadAsync(deployment, response, cancellationToken).ConfigureAwait(false))
        {
            yield return answer.Take(line);
            if (answer.Done)
            {
                yield break;
            }
        }

        answer.End();
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata)
            ? new ChatClientMetadata("ollama", OllamaEndpoint.Of(deployment.Provider, "chat"), deployment.UpstreamModel)
        : serviceType == typeof(Deployment) ? deployment
        : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // The transport is shared and not this client's to close.
    }

    private (ReadOnlyMemory<byte> Body, OllamaAnswer Answer) Prepare(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream)
    {
        var list = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        options ??= new ChatOptions();
        var body = OllamaRequest.Write(deployment, list, options, stream, (options as IRecordedOptions)?.Record);
        return (body, new OllamaAnswer(deployment, list.Count, body.Length));
    }
}
