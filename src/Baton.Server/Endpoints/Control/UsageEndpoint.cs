using System.Globalization;
using Baton.Storage.Usage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.Control;

/// <summary><c>GET /api/usage</c>: what requests used and cost, in all, by group, and each.</summary>
internal sealed class UsageEndpoint(IUsageStore store, UsageLedger ledger)
{
    private const int UsualLimit = 100;
    private const int LargestLimit = 1_000;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/usage", (Delegate)ShowAsync);

    private async Task<IResult> ShowAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var by = query["by"].ToString() is { Length: > 0 } said ? said : null;
        var limit = (int)Number(query["limit"], "limit", 1, LargestLimit) is > 0 and var given ? given : UsualLimit;
        var after = Number(query["after"], "after", 0, long.MaxValue);
        await ledger.FlushAsync();
        return await Task.Run(() =>
        {
            var page = store.Page(after, limit + 1);
            return Results.Json(
                new
                {
                    totals = Sums(store.Sum(null).Single()),
                    groups = by is null ? [] : store.Sum(by).Select(group => Sums(group, by)).ToList(),
                    records = page.Take(limit).Select(Record),
                    next = page.Count > limit ? page[limit - 1].Seq.ToString(CultureInfo.InvariantCulture) : null,
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

    private static long Number(string? said, string name, long least, long most) => string.IsNullOrEmpty(said) ? 0
        : long.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new BatonException(ErrorCodes.InvalidRequest, $"'{name}' must be a whole number from {least} to {most}.") { Param = name };
}
