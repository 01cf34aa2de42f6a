using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Baton.Testing;

/// <summary>Everything that is no chat: lists, embeddings, health, and the fake's own record for clients in other processes.</summary>
internal sealed class SideDoors(FakeUpstreamOptions options, ScriptBook scripts, RequestLog log)
{
    /// <summary>What is in memory on Ollama's wire.</summary>
    public OllamaShelf Shelf { get; } = new();

    public Task AnswerAsync(HttpContext context, string path, in RequestScan scan, ReceivedRequest? record, bool modelIsKnown)
    {
        var models = (List<string>)[.. options.Models.Union(scripts.Models)];
        var node = path switch
        {
            "/v1/models" or "/models" when context.Request.Headers.ContainsKey("anthropic-version") => Lists.Anthropic(models),
            "/v1/models" or "/models" => Lists.OpenAI(models),
            "/v1/embeddings" or "/embeddings" when modelIsKnown && scan.Model is not null && record is not null =>
                Embeddings.Of(record.Body.Span, scan.Model, scan.Base64),
            "/v1/audio/transcriptions" or "/v1/audio/translations" => new JsonObject { ["text"] = $"Heard {record?.Body.Length} bytes." },
            "/v1/images/generations" or "/v1/images/edits" when modelIsKnown => new JsonObject
            {
                ["created"] = 1,
                ["data"] = new JsonArray(new JsonObject { ["b64_json"] = "aW1hZ2U=" }),
                ["usage"] = new JsonObject { ["input_tokens"] = 7, ["output_tokens"] = 100, ["total_tokens"] = 107 },
            },
            "/v1/rerank" when modelIsKnown => new JsonObject { ["results"] = new JsonArray(new JsonObject { ["index"] = 0, ["relevance_score"] = 0.5 }) },
            "/v1/messages/count_tokens" when modelIsKnown => new JsonObject { ["input_tokens"] = 12 },
            "/api/tags" => Lists.Ollama(models, loaded: false),
            "/api/ps" => Lists.Ollama(Shelf.Loaded, loaded: true),
            "/api/show" when modelIsKnown => Lists.OllamaModel(),
            "/api/version" => new JsonObject { ["version"] = "0.0.0-fake" },
            "/health" => new JsonObject { ["status"] = "ok" },
            _ when path.StartsWith("/v1/models/", StringComparison.Ordinal) && models.Contains(Uri.UnescapeDataString(path[11..])) =>
                Lists.OpenAIModel(Uri.UnescapeDataString(path[11..])),
            _ => null,
        };
        if (path == "/health" && !options.IsReady())
            return WriteAsync(context, 503, new JsonObject { ["error"] = new JsonObject { ["message"] = "Loading model", ["type"] = "unavailable_error", ["code"] = 503 } });
        return node is not null ? WriteAsync(context, 200, node) : WriteAsync(context, 404, NotFound(path, modelIsKnown));
    }

    /// <summary><c>GET /fake/requests</c> shows what was received, <c>?model=</c> for one model.</summary>
    public JsonNode Inspect(HttpContext context)
    {
        var model = context.Request.Query["model"].ToString();
        var requests = model.Length == 0 ? log.All : log.For(model);
        return new JsonObject
        {
            ["total"] = log.Total,
            ["open"] = log.Open,
            ["count"] = requests.Count,
            ["requests"] = new JsonArray([.. requests.Select(r => new JsonObject
            {
                ["order"] = r.Order,
                ["method"] = r.Method,
                ["path"] = r.Path,
                ["model"] = r.Model,
                ["stream"] = r.Stream,
                ["aborted_by_client"] = r.AbortedByClient,
                ["frames_written"] = r.FramesWritten,
                ["headers"] = new JsonObject([.. r.Headers.Select(h => KeyValuePair.Create(h.Key, (JsonNode?)h.Value))]),
                ["body"] = r.Text,
            })]),
        };
    }

    public static async Task WriteAsync(HttpContext context, int status, JsonNode node)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(node);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
    }

    private static JsonObject NotFound(string path, bool modelIsKnown) => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = modelIsKnown ? $"There is nothing at {path}." : "The model does not exist.",
            ["type"] = "not_found_error",
            ["param"] = null,
            ["code"] = modelIsKnown ? null : "model_not_found",
        },
    };
}
