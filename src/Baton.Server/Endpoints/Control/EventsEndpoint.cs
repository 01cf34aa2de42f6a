using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Baton.Models;
using Baton.Server.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.Control;

/// <summary><c>GET /api/events</c>: a snapshot, or what followed <c>Last-Event-ID</c>; then every change as it comes.</summary>
/// <param name="feed">The events.</param>
/// <param name="events">What the snapshot shows.</param>
/// <param name="catalog">Says whether comments keep an idle connection alive.</param>
/// <param name="time">The clock.</param>
/// <param name="stopping">Ends the streams, so that nobody's reading holds up the end of the program.</param>
internal sealed class EventsEndpoint(EventFeed feed, ControlEvents events, CatalogSource catalog, TimeProvider time, CancellationToken stopping)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/events", (Delegate)ServeAsync);

    private async Task ServeAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var reading = feed.Join();
        try
        {
            await WriteAsync(response.BodyWriter, ResumedAt(context.Request), end.Token);
        }
        catch (OperationCanceledException)
        {
            // The reader went away, or the program ends.
        }
    }

    /// <summary>A number that is none, or none of this process, begins anew.</summary>
    private static long? ResumedAt(HttpRequest request) =>
        long.TryParse(request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : null;

    private async Task WriteAsync(PipeWriter output, long? resumedAt, CancellationToken end)
    {
        var at = resumedAt ?? -1;
        while (true)
        {
            if (feed.After(at) is { } more)
            {
                foreach (var one in more)
                {
                    Write(output, one);
                    at = one.Seq;
                }
            }
            else
            {
                at = feed.Last; // Taken first: what happens while the snapshot is made is told after it.
                Write(output, new FeedEvent(at, "snapshot", JsonSerializer.SerializeToUtf8Bytes(events.Snapshot(), ControlJson.Options)));
            }

            await output.FlushAsync(end);
            await MoreAsync(output, feed.MoreAsync(at), end);
        }
    }

    private async Task MoreAsync(PipeWriter output, Task more, CancellationToken end)
    {
        while (true)
        {
            var every = catalog.Current.Options.Server.KeepAliveComments ?? Timeout.InfiniteTimeSpan;
            try
            {
                await more.WaitAsync(every, time, end);
                return;
            }
            catch (TimeoutException)
            {
                output.Write(": keep-alive\n\n"u8);
                await output.FlushAsync(end);
            }
        }
    }

    private static void Write(PipeWriter output, FeedEvent one)
    {
        output.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {one.Seq}\nevent: {one.Kind}\ndata: ")));
        output.Write(one.Json);
        output.Write("\n\n"u8);
    }
}
