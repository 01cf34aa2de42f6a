using System.Buffers;
using Baton.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Endpoints.OpenAI;

/// <summary>
/// Comments that keep a waiting connection alive while a model loads (WIRE 4). Off unless configured, because some clients
/// choke on comments. The first one fixes the status and sends the headers that are known by then.
/// </summary>
/// <param name="response">The answer.</param>
/// <param name="record">What is known of the request.</param>
/// <param name="interval">How often; <c>null</c>: never.</param>
/// <param name="time">The clock.</param>
/// <param name="sign">What is sent; <c>null</c>: a comment.</param>
internal sealed class KeepAlive(HttpResponse response, RequestRecord record, TimeSpan? interval, TimeProvider time, byte[]? sign = null)
{
    private static readonly byte[] Comment = ": keep-alive\n\n"u8.ToArray();

    /// <summary>Waits for the next piece of the stream, and says something as often as configured.</summary>
    public ValueTask<bool> UntilAsync(ValueTask<bool> next) =>
        interval is not { } every || next.IsCompleted ? next : WaitAsync(next.AsTask(), every);

    private async ValueTask<bool> WaitAsync(Task<bool> next, TimeSpan every)
    {
        using var timer = new PeriodicTimer(every, time);
        var tick = timer.WaitForNextTickAsync().AsTask();
        while (await Task.WhenAny(next, tick) == tick)
        {
            StreamHead.Write(response, record);
            response.BodyWriter.Write(sign ?? Comment);
            await response.BodyWriter.FlushAsync();
            tick = timer.WaitForNextTickAsync().AsTask();
        }

        return await next;
    }
}
