using System.Globalization;
using System.Text.Json;
using Baton.Conversations;
using Baton.Providers.OpenAI;
using Baton.Server.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary><c>/v1/responses/{id}</c>: looking at what is kept, and having it forgotten.</summary>
internal static class StoredResponses
{
    private const int UsualLimit = 20;
    private const int LargestLimit = 100;

    public static void Map(IEndpointRouteBuilder routes, IResponseStore store)
    {
        routes.MapGet("/v1/responses/{id}", async (HttpContext context, string id) =>
        {
            if (context.Request.Query["stream"] == "true")
            {
                throw ChatRequestScanner.Invalid("'stream' must be false: a kept response is not streamed again.", "stream");
            }

            var stored = await FindAsync(context, store, id);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = stored.Body.Length;
            await context.Response.BodyWriter.WriteAsync(stored.Body, context.RequestAborted);
        });
        routes.MapGet("/v1/responses/{id}/input_items", async (HttpContext context, string id) =>
            Page(context.Request.Query, (await FindAsync(context, store, id)).Input));
        routes.MapDelete("/v1/responses/{id}", async (HttpContext context, string id) =>
            await store.DeleteAsync(id, Caller.Of(context).Hash, context.RequestAborted)
                ? Results.Json(new { id, @object = "response", deleted = true }, ControlJson.Options)
                : throw NotKept(id));
    }

    private static async ValueTask<StoredResponse> FindAsync(HttpContext context, IResponseStore store, string id) =>
        await store.FindAsync(id, Caller.Of(context).Hash, context.RequestAborted) ?? throw NotKept(id);

    /// <summary>A page of items, the latest first unless asked otherwise.</summary>
    private static IResult Page(IQueryCollection query, IReadOnlyList<StoredItem> input)
    {
        var items = query["order"].ToString() switch
        {
            "" or "desc" => input.Reverse().ToList(),
            "asc" => [.. input],
            _ => throw ChatRequestScanner.Wrong("order", "'asc' or 'desc'"),
        };
        if (query["after"].ToString() is { Length: > 0 } after)
        {
            items.RemoveRange(0, items.FindIndex(item => item.Id == after) + 1);
        }

        var limit = LimitOf(query["limit"].ToString());
        var page = items.Take(limit).ToList();
        return Results.Json(
            new
            {
                @object = "list",
                data = page.Select(item => JsonElement.Parse(item.Json.Span)),
                first_id = page.FirstOrDefault()?.Id,
                last_id = page.LastOrDefault()?.Id,
                has_more = items.Count > page.Count,
            },
            ControlJson.Options);
    }

    private static int LimitOf(string said) => said.Length == 0 ? UsualLimit
        : int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= LargestLimit ? limit
        : throw ChatRequestScanner.Wrong("limit", $"an integer from 1 to {LargestLimit}");

    private static BatonException NotKept(string id) => new(ErrorCodes.NotFound, $"No response of the id '{id}' is kept.");
}
