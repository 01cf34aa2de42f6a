using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Baton.Models;
using Baton.Providers.Http;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI.TextCompletions;

/// <summary>Asks one deployment's <c>/v1/completions</c>.</summary>
internal sealed class TextCompletionClient(Deployment deployment, UpstreamTransport transport, OpenAIDialect dialect)
{
    private readonly Uri _endpoint = OpenAIProvider.Endpoint(deployment.Provider, "completions");

    /// <summary>The request to forward, where a call is one and nothing changed it on the way.</summary>
    /// <param name="raw">What the options stand for.</param>
    /// <param name="messages">The call's messages.</param>
    /// <param name="options">The call's options.</param>
    /// <returns>The request; <c>null</c> where the call is to be served as a chat.</returns>
    /// <exception cref="UpstreamException">It must be served as a chat, and no chat can say it.</exception>
    public static RawTextRequest? Forwarded(object? raw, IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        if (raw is not RawTextRequest text)
        {
            return null;
        }

        return text.Chat.Describes(messages, options) ? text
            : text.Unsayable is null ? null
            : throw new UpstreamException(ErrorCodes.InvalidRequest, RawTextRequest.WhyNot(text.Unsayable)) { Param = text.Unsayable };
    }

    /// <summary>Sends a request.</summary>
    /// <returns>The answer, to be disposed; <c>null</c> where the server has no such endpoint, or not for this model, and a chat says the same.</returns>
    public async ValueTask<HttpResponseMessage?> SendAsync(RawTextRequest text, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint);
        OpenAIProvider.Authorise(request.Headers, deployment.Provider);
        request.Content = new ByteArrayContent(text.Body(deployment.UpstreamModel, dialect))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
        try
        {
            return await transport.SendAsync(deployment, request, cancellationToken).ConfigureAwait(false);
        }
        catch (UpstreamException e) when (text.Unsayable is null && e.Status is 404 or 405 or 501)
        {
            return null; // OpenAI's own chat models answer 404 there, too.
        }
    }

    /// <summary>Reads a whole answer.</summary>
    public async Task<ChatResponse> ReadAsync(RawTextRequest text, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await UpstreamBody.ReadAsync(deployment, response, cancellationToken).ConfigureAwait(false);
        return TextAnswer.Read(deployment, body, text.Chat.EstimatedInputTokens);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="UpstreamException">It broke, or ended before it was whole.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        RawTextRequest text, HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType == "application/json")
        {
            var whole = await ReadAsync(text, response, cancellationToken).ConfigureAwait(false);
            yield return new ChatResponseUpdate(ChatRole.Assistant, [.. whole.Messages[0].Contents, new UsageContent(whole.Usage!)])
            {
                ResponseId = whole.ResponseId,
                ModelId = whole.ModelId,
                FinishReason = whole.FinishReason,
                RawRepresentation = whole.RawRepresentation,
            };
            yield break;
        }

        var stream = new BoundedEvents(deployment, await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        await using (stream.ConfigureAwait(false))
        {
            var (done, finished) = (false, false);
            var events = SseParser.Create(stream, (_, data) => Event(stream, data)).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (events.ConfigureAwait(false))
            {
                while (!done && await MoveNextAsync(events, cancellationToken).ConfigureAwait(false))
                {
                    done = events.Current.Data is null;
                    finished |= events.Current.Data?.FinishReason is not null;
                    if (events.Current.Data is { } update)
                    {
                        yield return update;
                    }
                }
            }

            if (!done && !finished)
            {
                throw Cut(cause: null);
            }
        }
    }

    /// <summary>An event's update; <c>null</c> for the end.</summary>
    private ChatResponseUpdate? Event(BoundedEvents stream, ReadOnlySpan<byte> data)
    {
        stream.EventEnded();
        return data.SequenceEqual("[DONE]"u8) ? null : TextAnswer.ReadEvent(deployment, data.ToArray());
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<SseItem<ChatResponseUpdate?>> events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            throw Cut(e);
        }
    }

    private UpstreamException Cut(Exception? cause) =>
        new(ErrorCodes.UpstreamCut, $"{deployment.Id} ended its answer before it was whole.", cause);
}
