using Baton.Server.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.OpenAI;

/// <summary>Writes a stream's updates in the form of one API.</summary>
internal interface IStreamWriter
{
    /// <summary>Writes what an update delivers; nothing is flushed.</summary>
    void Write(ChatResponseUpdate update);

    /// <summary>Writes the end of a whole answer.</summary>
    ValueTask EndAsync(CancellationToken cancellationToken);

    /// <summary>Tells of a failure after the first byte.</summary>
    void Fail(ErrorBody error);
}

/// <summary>Passes a stream on as it comes (WIRE 1), with its failures where they belong (WIRE 6, 7).</summary>
internal static class StreamRelay
{
    /// <summary>Runs a stream to its end.</summary>
    /// <param name="context">The request.</param>
    /// <param name="updates">The answer.</param>
    /// <param name="comments">Keeps the connection alive before the first byte.</param>
    /// <param name="stream">Writes the answer.</param>
    /// <param name="begin">Sets the head, once the first update is there.</param>
    /// <exception cref="StreamBrokenException">It failed after the first byte, and the caller was told.</exception>
    public static async Task RunAsync(
        HttpContext context, IAsyncEnumerable<ChatResponseUpdate> updates, KeepAlive comments, IStreamWriter stream, Action begin)
    {
        var aborted = context.RequestAborted; // Each reading of it takes a lock.
        var enumerator = updates.GetAsyncEnumerator(aborted);
        await using (enumerator)
        {
            var writer = context.Response.BodyWriter;
            var committed = false; // What was written may still lie in the buffer, but a part of an answer it is.
            try
            {
                var more = await comments.UntilAsync(enumerator.MoveNextAsync());
                committed = true;
                begin();
                while (more)
                {
                    stream.Write(enumerator.Current);
                    var next = enumerator.MoveNextAsync();
                    if (!next.IsCompleted)
                    {
                        await writer.FlushAsync(aborted);
                    }

                    more = await comments.UntilAsync(next);
                }

                await stream.EndAsync(aborted);
                await writer.FlushAsync(aborted);
            }
            catch (Exception e) when ((committed || context.Response.HasStarted) && !aborted.IsCancellationRequested)
            {
                stream.Fail(ErrorMap.Of(e));
                await writer.FlushAsync();
                throw new StreamBrokenException(e);
            }
        }
    }
}
