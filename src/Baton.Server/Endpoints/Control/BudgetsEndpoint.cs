using System.Globalization;
using System.Text.Json;
using Baton.Budgets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.Control;

/// <summary><c>GET /api/budgets</c>: what may be spent, and what is.</summary>
internal static class BudgetsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, BudgetBook budgets) => routes.MapGet("/api/budgets", (HttpContext context) =>
    {
        var after = context.Request.Query["after"].ToString() is { Length: > 0 } said ? Cursor(said) : 0;
        var all = budgets.List();
        return Results.Json(
            new BudgetList(
                [.. all.Skip(after).Take(BudgetList.Most).Select(BudgetView.Of)],
                all.Count > after + BudgetList.Most ? (after + BudgetList.Most).ToString(CultureInfo.InvariantCulture) : null),
            ControlJson.Options);
    });

    private static int Cursor(string said) => int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var after)
        ? after
        : throw new BatonException(ErrorCodes.InvalidRequest, "'after' must be the 'next' of the page before.") { Param = "after" };
}

/// <summary>A page of budgets.</summary>
/// <param name="Budgets">The budgets.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; <c>null</c>: this was the last.</param>
internal sealed record BudgetList(IReadOnlyList<BudgetView> Budgets, string? Next)
{
    /// <summary>The most budgets on a page.</summary>
    public const int Most = 1_000;
}

/// <summary>A budget as the API shows it (CONTRACT, shape budget).</summary>
internal sealed record BudgetView(
    string Id, string? Name, string Scope, string Per, string TimeZone, bool Hard, decimal LimitUsd, decimal SpentUsd, decimal ReservedUsd,
    decimal RemainingUsd, DateTimeOffset? ResetsAt, string State)
{
    public static BudgetView Of(BudgetStatus status) => new(
        status.Key.Id, status.Name, status.Key.Scope, status.Key.Per, status.Key.TimeZone, status.Hard, status.LimitUsd, status.SpentUsd,
        status.ReservedUsd, status.RemainingUsd, status.ResetsAt, JsonNamingPolicy.SnakeCaseLower.ConvertName(status.State.ToString()));
}
