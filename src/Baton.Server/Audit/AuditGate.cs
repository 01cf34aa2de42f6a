using System.Text;
using Baton.Server.Endpoints.Control;
using Baton.Server.Keys;
using Baton.Storage.Audit;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Audit;

/// <summary>
/// Puts every control action into the audit log, also one that is refused for lack of a key. It is written when the answer is known and before
/// the answer is sent; where the caller went away before that, all the same.
/// </summary>
internal sealed class AuditGate(RequestDelegate next, AuditTrail trail, TimeProvider time)
{
    private const int LongestDetail = 2_000;

    public Task InvokeAsync(HttpContext context) => AuditActions.Is(context.Request) ? WatchAsync(context) : next(context);

    private async Task WatchAsync(HttpContext context)
    {
        var at = time.GetUtcNow();
        var written = false;
        context.Response.OnStarting(() =>
        {
            written = true;
            return trail.WriteAsync(EntryOf(context, at, context.Response.StatusCode));
        });
        try
        {
            await next(context);
        }
        finally
        {
            if (!written && context.RequestAborted.IsCancellationRequested)
            {
                await trail.WriteAsync(EntryOf(context, at, status: null));
            }
        }
    }

    private static AuditEntry EntryOf(HttpContext context, DateTimeOffset at, int? status)
    {
        var key = Caller.Of(context).Key;
        var id = context.Response.Headers["x-request-id"].ToString();
        return new AuditEntry
        {
            Id = id,
            AtMs = at.ToUnixTimeMilliseconds(),
            By = key?.Id ?? "anonymous",
            Name = key?.Name,
            Source = context.Connection.RemoteIpAddress?.ToString(),
            Action = AuditActions.NameOf(context),
            Target = AuditActions.TargetOf(context),
            Detail = ControlBody.Seen(context) is { Length: > 0 } sent ? Encoding.UTF8.GetString(sent.AsSpan(0, Math.Min(sent.Length, LongestDetail))) : null,
            Outcome = status switch { null => "abandoned", < 400 => "done", < 500 => "refused", _ => "failed" },
            Status = status,
            RequestId = id,
        };
    }
}
