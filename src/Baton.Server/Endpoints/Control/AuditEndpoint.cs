using Baton.Server.Audit;
using Baton.Storage.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.Control;

/// <summary><c>GET /api/audit</c>: every control action, oldest first, or with <c>?order=newest</c> from the end.</summary>
internal sealed class AuditEndpoint(IAuditStore store, AuditTrail trail)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/audit", (Delegate)ShowAsync);

    private async Task<IResult> ShowAsync(HttpContext context)
    {
        var query = PageQuery.Of(context.Request.Query);
        var newestFirst = context.Request.Query["order"].ToString() switch
        {
            "" or "oldest" => false,
            "newest" => true,
            var other => throw new BatonException(ErrorCodes.InvalidRequest, $"'order' is '{other}'; it may be oldest or newest.") { Param = "order" },
        };
        await trail.FlushAsync();
        var page = await Task.Run(() => store.Page(query.After, query.Limit + 1, newestFirst));
        return Results.Json(new { audit = page.Take(query.Limit).Select(View), next = query.Next(page, e => e.Seq) }, ControlJson.Options);
    }

    private static object View(AuditEntry entry) => new
    {
        entry.Id,
        at = DateTimeOffset.FromUnixTimeMilliseconds(entry.AtMs),
        entry.By,
        entry.Name,
        from = entry.Source,
        entry.Action,
        entry.Target,
        entry.Detail,
        entry.Outcome,
        entry.Status,
        entry.RequestId,
    };
}
