using Baton.Models;
using Baton.Roles;
using Baton.Server.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.Control;

/// <summary><c>/api/roles</c>: who plays what, and swapping it while requests run (L2 to L5).</summary>
internal sealed class RolesEndpoint(RoleBook roles, RoleSwaps swaps, RoleViews views, CatalogSource catalog)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/roles", () => Results.Json(new { roles = roles.Current.Values.Select(r => views.Of(r)) }, ControlJson.Options));
        routes.MapGet("/api/roles/{role}", Get);
        routes.MapPut("/api/roles/{role}", (string role, HttpContext context) => ReadAndSwapAsync(role, SwapKinds.Load, context));
        routes.MapPost("/api/roles/{role}/swap", (string role, HttpContext context) => ReadAndSwapAsync(role, SwapKinds.Swap, context));
        routes.MapPost("/api/roles/{role}/rollback", (string role, HttpContext context) => SwapAsync(new SwapRequest(role, SwapKinds.Rollback), context));
        routes.MapDelete("/api/roles/{role}", (string role, HttpContext context) => SwapAsync(new SwapRequest(role, SwapKinds.Unload), context));
    }

    private IResult Get(string role, HttpContext context)
    {
        var failed = context.Request.Query["failed"].ToString() switch
        {
            "" or "false" => false,
            "true" => true,
            var other => throw new BatonException(ErrorCodes.InvalidRequest, $"'failed' is '{other}'; it may be true or false.") { Param = "failed" },
        };
        var found = roles.Current.TryGetValue(role, out var known) ? known
            : swaps.WarmingFor(role) is not null ? RoleRules.Empty(role, default)
            : roles.Get(role); // Says which name is near.
        return Results.Json(views.Of(found, failed), ControlJson.Options);
    }

    private async Task<IResult> ReadAndSwapAsync(string role, string kind, HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context, catalog);
        return await SwapAsync(SwapBody.Read(body.RootElement, role, kind), context);
    }

    private async Task<IResult> SwapAsync(SwapRequest request, HttpContext context)
    {
        try
        {
            return Results.Json(RoleViews.Of(await swaps.SwapAsync(request, context.RequestAborted)), ControlJson.Options);
        }
        catch (SwapException e)
        {
            var error = ErrorMap.Of(e);
            return Results.Json(
                new { error = new { error.Message, error.Type, error.Param, error.Code }, @event = RoleViews.Of(e.Swap) },
                ControlJson.Options, statusCode: error.Status);
        }
    }
}
