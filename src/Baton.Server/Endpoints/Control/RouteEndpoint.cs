using System.Text.Json;
using Baton.Models;
using Baton.Providers.OpenAI;
using Baton.Server.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.Control;

/// <summary><c>POST /api/route</c>: which model would be chosen, and why; calls none.</summary>
internal static class RouteEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Orchestra orchestra, CatalogSource catalog) =>
        routes.MapPost("/api/route", async (HttpContext context) =>
        {
            using var body = await ControlBody.ReadAsync(context, catalog);
            var (messages, options, strategy) = RouteBody.Read(body.RootElement);
            options.Tenant ??= Caller.Of(context).Key?.Tenant;
            return Results.Json(RouteView.Of(orchestra.Explain(messages, options, strategy)), ControlJson.Options);
        });
}

/// <summary>A route as the API and the command line show it (CONTRACT, shape route).</summary>
internal static class RouteView
{
    public static object Of(Baton.Routing.Route route) => new
    {
        task = new
        {
            type = route.Task.Type.Name(),
            route.Task.Complexity,
            requires = (IEnumerable<string>)route.Task.Requires,
            route.Task.InputTokens,
            route.Task.OutputTokens,
            route.Task.RequiresSpeed,
        },
        route.Strategy,
        chosen = route.Candidates.IsEmpty ? null : route.Candidates[0].Deployment.Model.Id,
        candidates = route.Candidates.Select(c => new
        {
            model = c.Deployment.Model.Id,
            deployment = c.Deployment.Id,
            c.Score,
            c.Quality,
            c.LatencyMs,
            c.CostUsd,
            c.MostUsd,
            c.Reason,
            simulated = c.Deployment.Model.Simulated,
        }),
        excluded = route.Excluded.Select(e => new { e.Model, e.Constraint, e.Reason }),
    };
}

/// <summary>Reads the body of <c>/api/route</c>.</summary>
internal static class RouteBody
{
    public static (IReadOnlyList<ChatMessage> Messages, BatonChatOptions Options, string? Strategy) Read(JsonElement body)
    {
        foreach (var property in body.EnumerateObject())
        {
            if (property.Name is not ("messages" or "prompt" or "strategy" or "constraints" or "model" or "max_tokens" or "tenant" or "user" or "tags"))
            {
                throw Invalid(
                    $"Unknown field '{property.Name}'.{NearestNames.Suggest(property.Name, ["messages", "prompt", "strategy", "constraints", "model", "tenant", "user", "tags"])}",
                    property.Name);
            }
        }

        var options = new BatonChatOptions
        {
            ModelId = Text(body, "model"),
            Tenant = Text(body, "tenant"),
            User = Text(body, "user"),
            Tags = Tags(body),
            Constraints = body.TryGetProperty("constraints", out var constraints) && constraints.ValueKind != JsonValueKind.Null
                ? ConstraintsReader.Read(constraints)
                : null,
            MaxOutputTokens = body.TryGetProperty("max_tokens", out var max) && max.ValueKind != JsonValueKind.Null
                ? max.ValueKind == JsonValueKind.Number && max.TryGetInt32(out var tokens) && tokens > 0 ? tokens : throw Invalid("'max_tokens' must be an integer of at least 1.", "max_tokens")
                : null,
        };
        return (ReadMessages(body), options, Text(body, "strategy"));
    }

    private static List<ChatMessage> ReadMessages(JsonElement body)
    {
        if (Text(body, "prompt") is { } prompt)
        {
            return [new ChatMessage(ChatRole.User, prompt)];
        }

        return body.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array && messages.GetArrayLength() > 0
            ? messages.EnumerateArray().All(m => m.ValueKind == JsonValueKind.Object)
                ? ChatMessageReader.Read(messages)
                : throw Invalid("'messages' must be an array of objects.", "messages")
            : throw Invalid("Give 'prompt', a string, or 'messages', an array of at least one message.", "prompt");
    }

    private static EquatableArray<string> Tags(JsonElement body) => !body.TryGetProperty("tags", out var tags) || tags.ValueKind == JsonValueKind.Null ? []
        : tags.ValueKind == JsonValueKind.Array && tags.EnumerateArray().All(t => t.ValueKind == JsonValueKind.String)
            ? tags.EnumerateArray().Select(t => t.GetString()!).ToEquatableArray()
            : throw Invalid("'tags' must be an array of strings.", "tags");

    private static string? Text(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Invalid($"'{name}' must be a string.", name);
    }

    internal static BatonException Invalid(string message, string param) =>
        new(ErrorCodes.InvalidRequest, message) { Param = param };
}
