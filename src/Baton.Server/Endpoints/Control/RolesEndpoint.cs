using System.Text.Json;
using Baton.Models;
using Baton.Roles;
using Baton.Telemetry.Sla;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.Control;

/// <summary><c>/api/roles</c>: who plays what, and letting a model play.</summary>
internal static class RolesEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, RoleBook roles, CatalogSource catalog, SlaBook sla)
    {
        routes.MapGet("/api/roles", () => Results.Json(
            new { roles = roles.Current.Values.Select(r => View(r, catalog.Current, sla)) }, ControlJson.Options));
        routes.MapGet("/api/roles/{role}", (string role) => roles.Current.TryGetValue(role, out var found)
            ? Results.Json(View(found, catalog.Current, sla), ControlJson.Options)
            : throw new BatonException(
                ErrorCodes.NotFound, $"There is no role '{role}'.{NearestNames.Suggest(role, roles.Names)}")
            { Param = "role" });
        routes.MapPut("/api/roles/{role}", async (string role, HttpContext context) =>
        {
            var body = await ControlBody.ReadAsync(context, catalog);
            var model = body.RootElement.TryGetProperty("model", out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : throw new BatonException(ErrorCodes.InvalidRequest, "'model' must be a string: the id of the model that is to play.") { Param = "model" };
            return Results.Json(EventView(roles.Load(role, model)), ControlJson.Options);
        });
    }

    private static object View(RoleAssignment role, Catalog catalog, SlaBook sla) => new
    {
        role.Role,
        role.Model,
        role.Version,
        role.Since,
        role.Previous,
        state = role.Model is null ? "empty" : "ready",
        requires = (IEnumerable<string>?)catalog.FindRole(role.Role)?.Requires ?? [],
        canary = (object?)null,
        sla = SlaView.Of(sla.Find(new SlaSubject(SlaSubject.Role, role.Role))),
        history = role.History.Select(EventView),
    };

    private static object EventView(SwapEvent change) => new
    {
        change.Id,
        change.Role,
        change.From,
        change.To,
        change.Version,
        change.At,
        change.Kind,
        change.By,
        reason = (string?)null,
        success = true,
        error = (string?)null,
        phases = (IEnumerable<SwapPhase>)change.Phases,
        warnings = (IEnumerable<SwapWarning>)change.Warnings,
        rollback_available = false,
    };
}
