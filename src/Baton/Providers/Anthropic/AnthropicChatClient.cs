using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Baton.Models;
using Baton.Providers.Http;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>One deployment on Anthropic's Messages API.</summary>
internal sealed class AnthropicChatClient : IChatClient
{
    private readonly Deployment _deployment;
    private readonly UpstreamTransport _transport;
    private readonly Uri _endpoint;

    public AnthropicChatClient(Deployment deployment, UpstreamTransport transport)
    {
        _deployment = deployment;
        _transport = transport;
        _endpoint = AnthropicProvider.Endpoint(deployment.Provider, "messages");
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ChatOptions();
        var structure = StructuredOutput.Of(options.ResponseFormat);
        using var request = Request(messages, options, structure, stream: false);
        using var response = await _transport.SendAsync(_deployment, request, cancellationToken).ConfigureAwait(false);
        var body = await UpstreamBody.ReadAsync(_deployment, response, cancellationToken).ConfigureAwait(false);
        var answer = MessagesResponseReader.Read(_deployment, body);
        structure?.Check(_deployment, answer);
        return answer;
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ChatOptions();
        var structure = StructuredOutput.Of(options.ResponseFormat);
        var updates = StreamAsync(messages, options, structure, cancellationToken);
        return structure is null ? updates : structure.CheckAsync(_deployment, updates, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("anthropic", _endpoint, _deployment.UpstreamModel)
            : serviceType == typeof(Deployment) ? _deployment
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    public void Dispose()
    {
        // Connections belong to the transport.
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IEnumerable<ChatMessage> messages, ChatOptions options, StructuredOutput? structure,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = Request(messages, options, structure, stream: true);
        using var response = await _transport.SendAsync(_deployment, request, cancellationToken).ConfigureAwait(false);
        if (response.Content.Headers.ContentType?.MediaType == "application/json")
        {
            // An error inside a 200, or a server that does not stream: its one answer becomes a few pieces.
            var body = await UpstreamBody.ReadAsync(_deployment, response, cancellationToken).ConfigureAwait(false);
            foreach (var update in MessagesResponseReader.Read(_deployment, body).ToChatResponseUpdates())
            {
                yield return update;
            }

            yield break;
        }

        var reader = new MessagesStreamReader(_deployment);
        var stream = new BoundedEvents(_deployment, await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        await using (stream.ConfigureAwait(false))
        {
            var events = SseParser.Create(stream, (_, data) => Read(stream, reader, data)).EnumerateAsync(cancellationToken);
            var items = events.GetAsyncEnumerator(cancellationToken);
            await using (items.ConfigureAwait(false))
            {
                while (!reader.Done && await MoveNextAsync(items, cancellationToken).ConfigureAwait(false))
                {
                    if (items.Current.Data is { } update)
                    {
                        yield return update;
                    }
                }
            }
        }

        if (!reader.Done)
        {
            throw Cut(cause: null);
        }
    }

    private static ChatResponseUpdate? Read(BoundedEvents stream, MessagesStreamReader reader, ReadOnlySpan<byte> data)
    {
        stream.EventEnded();
        return reader.Read(data);
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<SseItem<ChatResponseUpdate?>> items, CancellationToken cancellationToken)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            cancellationToken.ThrowIfCancellationRequested(); // Some streams break when they are cancelled.
            throw Cut(e);
        }
    }

    private UpstreamException Cut(Exception? cause) =>
        new(ErrorCodes.UpstreamCut, $"{_deployment.Id} ended its stream before its answer did.", cause);

    private HttpRequestMessage Request(IEnumerable<ChatMessage> messages, ChatOptions options, StructuredOutput? structure, bool stream)
    {
        var body = MessagesRequestWriter.Write(messages, options, _deployment, structure?.Instruction, stream);
        var request = AnthropicProvider.Request(HttpMethod.Post, _endpoint, _deployment.Provider, options);
        request.Content = new ReadOnlyMemoryContent(body)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
        return request;
    }
}
