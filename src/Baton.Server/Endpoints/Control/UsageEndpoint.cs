using Baton.Models;
using Baton.Storage.Usage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.Control;

/// <summary><c>GET /api/usage</c>: what requests used and cost, in all, by group, and each.</summary>
internal sealed class UsageEndpoint(IUsageStore store, UsageLedger ledger, CatalogSource catalog)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/usage", (Delegate)ShowAsync);

    private async Task<IResult> ShowAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var by = query["by"].ToString() is { Length: > 0 } said ? said : null;
        var asked = PageQuery.Of(query);
        var baseline = Savings.BaselineOf(catalog.Current, query["baseline"].ToString() is { Length: > 0 } model ? model : null);
        await ledger.FlushAsync();
        return await Task.Run(() =>
        {
            var page = store.Page(asked.After, asked.Limit + 1);
            return Results.Json(
                new
                {
                    totals = Sums(store.Sum(null).Single()),
                    groups = by is null ? [] : store.Sum(by).Select(group => Sums(group, by)).ToList(),
                    records = page.Take(asked.Limit).Select(Record),
                    savings = baseline is null ? null : Savings.Of(store.Sum("model"), baseline),
                    next = asked.Next(page, r => r.Seq),
                },
                ControlJson.Options);
        });
    }

    private static Dictionary<string, object?> Sums(UsageTotals sums, string? by = null)
    {
        var shown = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (by is not null)
        {
            shown[by] = sums.Name;
        }

        shown["requests"] = sums.Requests;
        shown["input_tokens"] = sums.InputTokens;
        shown["cache_read_tokens"] = sums.CacheReadTokens;
        shown["cache_write_tokens"] = sums.CacheWriteTokens;
        shown["output_tokens"] = sums.OutputTokens;
        shown["reasoning_tokens"] = sums.ReasoningTokens;
        shown["cost_usd"] = sums.CostUsd;
        shown["unknown_cost_requests"] = sums.UnknownCostRequests;
        return shown;
    }

    private static object Record(UsageRecord record) => new
    {
        record.RequestId,
        at = DateTimeOffset.FromUnixTimeMilliseconds(record.AtMs),
        record.Key,
        record.Tenant,
        record.Role,
        record.Conversation,
        record.Task,
        record.Model,
        record.Deployment,
        record.Attempts,
        record.Status,
        record.Streamed,
        record.Estimated,
        record.InputTokens,
        record.CacheReadTokens,
        record.CacheWriteTokens,
        record.OutputTokens,
        record.ReasoningTokens,
        record.CostUsd,
        record.LatencyMs,
        record.FirstTokenMs,
    };
}
