using System.Globalization;
using Baton.Models;
using Baton.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Pipeline;

/// <summary>The <c>x-baton-…</c> headers of an answer, as far as they are known.</summary>
internal static class AnswerHeaders
{
    /// <summary>Every header that a page of another origin may read.</summary>
    public const string Exposed =
        "x-request-id, request-id, x-baton-model, x-baton-deployment, x-baton-attempts, x-baton-task, x-baton-cost-usd, x-baton-dropped, "
        + "x-baton-simulated, x-baton-queue-position, x-baton-cache, x-should-retry, retry-after";

    private static readonly string[] SmallNumbers = [.. Enumerable.Range(0, 16).Select(n => n.ToString(CultureInfo.InvariantCulture))];

    public static void Write(IHeaderDictionary headers, RequestRecord? record, bool unstreamed)
    {
        if (record is null)
        {
            return;
        }

        if (record.Deployment is { } deployment)
        {
            headers["x-baton-model"] = deployment.Model.Id;
            headers["x-baton-deployment"] = deployment.Id;
            if (deployment.Provider.Kind == ProviderKinds.Simulated)
            {
                headers["x-baton-simulated"] = "true";
            }
        }

        headers["x-baton-attempts"] = Number(record.Attempts);
        if (record.Task is { } task)
        {
            headers["x-baton-task"] = task.Name();
        }

        if (record.QueuePosition is { } position)
        {
            headers["x-baton-queue-position"] = Number(position);
        }

        if (record.CacheHit is { } hit)
        {
            headers["x-baton-cache"] = hit ? "hit" : "miss";
        }

        if (record.Dropped.Count > 0)
        {
            headers["x-baton-dropped"] = string.Join(", ", record.Dropped);
        }

        if (unstreamed)
        {
            headers["x-baton-cost-usd"] = record.CostUsd is { } cost ? Money(cost) : "unknown";
        }
    }

    private static string Money(decimal cost) => cost == 0m ? "0" : cost.ToString("0.############", CultureInfo.InvariantCulture);

    private static string Number(int n) => n < SmallNumbers.Length ? SmallNumbers[n] : n.ToString(CultureInfo.InvariantCulture);
}
