using Baton.Server.Pipeline;
using Baton.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Endpoints.OpenAI;

/// <summary>The head of a streamed answer (WIRE 1), with what is known of it by then.</summary>
internal static class StreamHead
{
    /// <summary>Sets it, unless it was sent already.</summary>
    public static void Write(HttpResponse response, RequestRecord record)
    {
        if (response.HasStarted)
        {
            return;
        }

        AnswerHeaders.Write(response.Headers, record, unstreamed: false);
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
    }
}
