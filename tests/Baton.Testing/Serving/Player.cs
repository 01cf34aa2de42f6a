using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Baton.Testing;

/// <summary>Writes an answer as its reply says: at once, late, in pieces, or not to its end.</summary>
internal sealed class Player(TimeProvider time)
{
    public async Task PlayAsync(HttpContext context, Answer answer, Reply reply, ReceivedRequest? record)
    {
        if (reply.HangAfter < 0)
            await HangAsync(context);
        if (reply.CutAfter < 0)
        {
            Reset(context);
            return;
        }

        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        foreach (var (name, value) in reply.Headers)
            response.Headers[name] = value;
        if (answer.Streamed)
            response.Headers.CacheControl = "no-cache";
        else
            response.ContentLength = answer.Length;

        if (!reply.IsInstant)
            await PlayWithFaultsAsync(context, answer, reply, record);
        else if (reply.Quirks.HasFlag(Quirks.Burst))
            await response.BodyWriter.WriteAsync(answer.Frames.SelectMany(f => f).ToArray(), context.RequestAborted);
        else
            foreach (var frame in answer.Frames)
                await response.BodyWriter.WriteAsync(frame, context.RequestAborted);
        if (record is not null && reply.IsInstant)
            record.FramesWritten = answer.Frames.Count;
    }

    private async Task PlayWithFaultsAsync(HttpContext context, Answer answer, Reply reply, ReceivedRequest? record)
    {
        var gone = context.RequestAborted;
        if (reply.Quirks.HasFlag(Quirks.EarlyHeaders))
            await context.Response.BodyWriter.FlushAsync(gone);
        await WaitAsync(reply.FirstDelay, gone);

        // Of a body that is no stream, a byte is what a frame is of a stream.
        var parts = answer.Streamed || reply.CutAfter is null && reply.HangAfter is null ? answer.Frames : [.. answer.Frames[0].Select(b => new[] { b })];
        for (var written = 0; ; written++)
        {
            if (reply.HangAfter == written)
            {
                await context.Response.BodyWriter.FlushAsync(gone);
                await HangAsync(context);
            }

            if (reply.CutAfter == written || reply.CutAfter is not null && written == parts.Count)
            {
                await CutAsync(context, reply.Cut);
                return;
            }

            if (written == parts.Count)
                return;
            if (written > 0)
                await WaitAsync(reply.Delay, gone);
            await WriteAsync(context, parts[written], reply);
            record?.FramesWritten = written + 1;
        }
    }

    private async Task WriteAsync(HttpContext context, byte[] frame, Reply reply)
    {
        var size = reply.TrickleBytes > 0 ? reply.TrickleBytes : frame.Length;
        for (var start = 0; start < frame.Length; start += size)
        {
            if (start > 0)
                await WaitAsync(reply.Delay, context.RequestAborted);
            await context.Response.BodyWriter.WriteAsync(frame.AsMemory(start, Math.Min(size, frame.Length - start)), context.RequestAborted);
        }
    }

    private static async Task CutAsync(HttpContext context, CutKind kind)
    {
        switch (kind)
        {
            case CutKind.CleanEnd:
                // Without a length the end of what was written is the end of the body.
                if (!context.Response.HasStarted)
                    context.Response.ContentLength = null;
                return;
            case CutKind.Reset:
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
                Reset(context);
                return;
            default:
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
                // The server sends what is buffered and closes the connection without the body's last chunk.
                throw new CutException();
        }
    }

    private static void Reset(HttpContext context)
    {
        context.Features.Get<IConnectionSocketFeature>()?.Socket.Close(0);
        context.Abort();
    }

    private Task HangAsync(HttpContext context) => Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);

    private Task WaitAsync(TimeSpan duration, CancellationToken gone) => duration > TimeSpan.Zero ? Task.Delay(duration, time, gone) : Task.CompletedTask;
}

/// <summary>Ends a response in the middle; the server turns it into a closed connection.</summary>
internal sealed class CutException : Exception;
