using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Baton.Models;
using Baton.Providers.Anthropic.Inbound;
using Baton.Providers.Anthropic.Raw;
using Baton.Providers.Http;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>One deployment on Anthropic's Messages API.</summary>
internal sealed class AnthropicChatClient : IChatClient
{
    private readonly Deployment _deployment;
    private readonly UpstreamTransport _transport;
    private readonly Uri _endpoint;
    private readonly byte[] _modelJson;

    public AnthropicChatClient(Deployment deployment, UpstreamTransport transport)
    {
        _deployment = deployment;
        _transport = transport;
        _endpoint = AnthropicProvider.Endpoint(deployment.Provider, "messages");
        _modelJson = JsonSerializer.SerializeToUtf8Bytes(deployment.UpstreamModel, Json.Values);
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ChatOptions();
        var raw = RawOf(messages, options, stream: false);
        var structure = raw is null ? StructureOf(options) : null;
        using var request = Request(raw, messages, options, structure, stream: false);
        using var response = await _transport.SendAsync(_deployment, request, cancellationToken).ConfigureAwait(false);
        var body = await UpstreamBody.ReadAsync(_deployment, response, cancellationToken).ConfigureAwait(false);
        var answer = MessagesResponseReader.Read(_deployment, body);
        structure?.Check(_deployment, answer);
        if (raw is not null)
        {
            var mended = EventMender.Mend(body, (JsonElement)answer.RawRepresentation!, answer, raw.EstimatedInputTokens);
            answer.RawRepresentation = new RawMessage(mended, answer);
        }

        return answer;
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ChatOptions();
        var raw = RawOf(messages, options, stream: true);
        var structure = raw is null ? StructureOf(options) : null;
        var updates = StreamAsync(raw, messages, options, structure, cancellationToken);
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

    /// <summary>The bytes of a request that came over this wire and was not changed on the way.</summary>
    private RawMessagesRequest? RawOf(IEnumerable<ChatMessage> messages, ChatOptions options, bool stream) =>
        options.RawRepresentationFactory?.Invoke(this) is RawMessagesRequest { MayGoRaw: true } raw
        && raw.Facts.Stream == stream && raw.Describes(messages, options) ? raw : null;

    /// <summary>The structure that the model must be told and held to; none where the caller asks the API itself for it.</summary>
    private static StructuredOutput? StructureOf(ChatOptions options) =>
        options.AdditionalProperties?.TryGetValue(WireFields.Key, out var value) is true && value is WireFields { HasFormat: true }
            ? null
            : StructuredOutput.Of(options.ResponseFormat);

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        RawMessagesRequest? raw, IEnumerable<ChatMessage> messages, ChatOptions options, StructuredOutput? structure,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = Request(raw, messages, options, structure, stream: true);
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

        IEventReader reader = raw is null ? new MessagesStreamReader(_deployment) : new RawEventReader(_deployment, raw.EstimatedInputTokens);
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

    private static ChatResponseUpdate? Read(BoundedEvents stream, IEventReader reader, ReadOnlySpan<byte> data)
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

    private HttpRequestMessage Request(
        RawMessagesRequest? raw, IEnumerable<ChatMessage> messages, ChatOptions options, StructuredOutput? structure, bool stream)
    {
        var content = raw?.ContentFor(_modelJson)
            ?? new ReadOnlyMemoryContent(MessagesRequestWriter.Write(messages, options, _deployment, structure?.Instruction, stream))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
        var request = AnthropicProvider.Request(HttpMethod.Post, _endpoint, _deployment.Provider, options);
        request.Content = content;
        return request;
    }
}
