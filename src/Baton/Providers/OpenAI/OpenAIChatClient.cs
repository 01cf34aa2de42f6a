using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Baton.Models;
using Baton.Providers.Http;
using Baton.Providers.OpenAI.Streaming;
using Baton.Providers.OpenAI.TextCompletions;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>One deployment on the OpenAI wire. Bytes that came raw go out raw; answers come back as bytes that are parsed if somebody looks.</summary>
internal sealed class OpenAIChatClient : IChatClient
{
    /// <summary>The size of the blocks that a stream is read into. A block is never written to twice, so what is handed on stays valid.</summary>
    private const int BlockSize = 4 * 1024;

    /// <summary>The largest event that is taken.</summary>
    private const int LargestEvent = 16 * 1024 * 1024;

    private readonly Deployment _deployment;
    private readonly UpstreamTransport _transport;
    private readonly TimeProvider _time;
    private readonly OpenAIDialect _dialect;
    private readonly Uri _endpoint;
    private readonly byte[] _modelJson;
    private readonly Version _version;
    private readonly TextCompletionClient _texts;

    public OpenAIChatClient(Deployment deployment, UpstreamTransport transport, TimeProvider time)
    {
        _deployment = deployment;
        _transport = transport;
        _time = time;
        _dialect = OpenAIDialect.Of(deployment.Provider);
        _endpoint = OpenAIProvider.Endpoint(deployment.Provider, "chat/completions");
        _texts = new TextCompletionClient(deployment, transport, _dialect);
        _modelJson = JsonSerializer.SerializeToUtf8Bytes(deployment.UpstreamModel, JsonWriting.Relaxed);
        _version = _endpoint.Scheme == Uri.UriSchemeHttps ? System.Net.HttpVersion.Version20 : System.Net.HttpVersion.Version11;
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ChatOptions();
        if (TextCompletionClient.Forwarded(options.RawRepresentationFactory?.Invoke(this), messages, options) is { } text)
        {
            using var answer = await _texts.SendAsync(text, cancellationToken).ConfigureAwait(false);
            if (answer is not null)
            {
                return await _texts.ReadAsync(text, answer, cancellationToken).ConfigureAwait(false);
            }
        }

        using var request = Request(messages, options, stream: false);
        using var response = await _transport.SendAsync(_deployment, request, cancellationToken).ConfigureAwait(false);
        var body = await UpstreamBody.ReadAsync(_deployment, response, cancellationToken).ConfigureAwait(false);
        return RawCompletion.Read(_deployment, body, () => EstimatedInput(messages), Now);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new ChatOptions();
        if (TextCompletionClient.Forwarded(options.RawRepresentationFactory?.Invoke(this), messages, options) is { } text)
        {
            using var answer = await _texts.SendAsync(text, cancellationToken).ConfigureAwait(false);
            if (answer is not null)
            {
                await foreach (var update in _texts.StreamAsync(text, answer, cancellationToken).ConfigureAwait(false))
                {
                    yield return update;
                }

                yield break;
            }
        }

        using var request = Request(messages, options, stream: true);
        using var response = await _transport.SendAsync(_deployment, request, cancellationToken).ConfigureAwait(false);
        var state = new StreamState(Now);
        var frames = new FrameAssembler(_deployment, state);
        if (response.Content.Headers.ContentType?.MediaType == "application/json")
        {
            // An error inside a 200, or a server that does not stream: its one answer becomes one piece.
            var body = await UpstreamBody.ReadAsync(_deployment, response, cancellationToken).ConfigureAwait(false);
            foreach (var update in RawCompletion.Read(_deployment, body, () => EstimatedInput(messages), Now).ToChatResponseUpdates())
            {
                yield return update;
            }

            yield break;
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var block = new byte[BlockSize];
            int start = 0, end = 0;
            while (!frames.Done)
            {
                if (end == block.Length)
                {
                    (block, start, end) = NextBlock(block, start, end);
                }

                int read;
                try
                {
                    read = await stream.ReadAsync(block.AsMemory(end), cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (e is IOException or HttpRequestException && !cancellationToken.IsCancellationRequested)
                {
                    read = 0; // Ended or broke is the same: an answer that is not whole was cut.
                }

                if (read == 0)
                {
                    TakeRest(frames, block.AsMemory(start, end - start), out var rest);
                    if (rest is not null)
                    {
                        yield return Update(state, frames, rest);
                    }

                    break;
                }

                end += read;
                var batch = frames.Take(block.AsMemory(start, end - start), out var consumed);
                start += consumed;
                if (batch is not null)
                {
                    yield return Update(state, frames, batch);
                }

                if (frames.Failure is not null)
                {
                    throw frames.Failure;
                }
            }
        }

        if (frames.Failure is not null)
        {
            throw frames.Failure;
        }

        if (frames.Complete() is { } madeUp)
        {
            yield return Update(state, frames, madeUp);
        }

        yield return Update(state, frames, frames.UsageChunk(EstimatedInput(messages)));
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("openai", _endpoint, _deployment.UpstreamModel)
            : serviceType == typeof(Deployment) ? _deployment
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    public void Dispose()
    {
        // Connections belong to the transport.
    }

    private HttpRequestMessage Request(IEnumerable<ChatMessage> messages, ChatOptions options, bool stream)
    {
        var record = (options as IRecordedOptions)?.Record;
        var represented = options.RawRepresentationFactory?.Invoke(this);
        var raw = represented as RawChatRequest ?? (represented as RawTextRequest)?.Chat;
        var request = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Version = _version };
        OpenAIProvider.Authorise(request.Headers, _deployment.Provider);
        if (raw is not null && raw.Facts.Stream == stream && raw.Describes(messages, options))
        {
            request.Content = RequestSplice.Make(raw, _modelJson, _dialect, record);
        }
        else if (raw is not null && raw.Facts.Stream == stream && raw.DescribesUnbounded(messages, options, out var bound))
        {
            request.Content = RequestSplice.Make(raw, _modelJson, _dialect, record, bound);
        }
        else
        {
            Action<string>? drop = record is null ? null : record.Drop;
            var body = ChatRequestWriter.Write(messages, options, _deployment, _dialect, stream, drop);
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return request;
    }

    private (byte[] Block, int Start, int End) NextBlock(byte[] block, int start, int end)
    {
        var tail = end - start;
        if (tail > LargestEvent)
        {
            throw new UpstreamException(
                ErrorCodes.UpstreamInvalidAnswer, $"{_deployment.Id} sent an event of more than {LargestEvent} bytes.");
        }

        var next = new byte[Math.Max(BlockSize, tail * 2)];
        block.AsSpan(start, tail).CopyTo(next);
        return (next, 0, tail);
    }

    /// <summary>An end without the last blank line: some servers leave it out after the end marker.</summary>
    private static void TakeRest(FrameAssembler frames, ReadOnlyMemory<byte> tail, out RawFrames? rest)
    {
        rest = null;
        if (tail.Span.StartsWith("data:"u8))
        {
            byte[] closed = [.. tail.Span, (byte)'\n', (byte)'\n'];
            rest = frames.Take(closed, out _);
            if (frames.Failure?.InnerException is JsonException)
            {
                throw new UpstreamException(ErrorCodes.UpstreamCut, frames.Failure.Message, frames.Failure);
            }
        }
    }

    private static ChatResponseUpdate Update(StreamState state, FrameAssembler frames, RawFrames batch) => new()
    {
        Role = ChatRole.Assistant,
        ResponseId = state.Id,
        MessageId = state.Id,
        ModelId = state.Model,
        CreatedAt = state.Created is { } created ? DateTimeOffset.FromUnixTimeSeconds(created) : null,
        FinishReason = FinishReasons.ToFinishReason(frames.Finish),
        Contents = batch.Contents,
        RawRepresentation = batch,
    };

    private long Now() => _time.GetUtcNow().ToUnixTimeSeconds();

    private static long EstimatedInput(IEnumerable<ChatMessage> messages) => messages is RawMessages raw
        ? raw.Request.EstimatedInputTokens
        : messages.Sum(m => (long)m.Text.Length) / 4;
}
