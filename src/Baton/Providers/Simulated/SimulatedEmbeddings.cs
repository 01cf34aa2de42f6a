using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Models;

namespace Baton.Providers.Simulated;

/// <summary>Vectors without a model: each word adds to a place that its hash gives, so that texts with the same words are near each other.</summary>
internal static class SimulatedEmbeddings
{
    private const int Dimensions = 256;

    /// <summary>The answer to an embeddings request, on OpenAI's wire.</summary>
    public static ForwardedAnswer Answer(Deployment deployment, ReadOnlySpan<byte> body)
    {
        var request = JsonNode.Parse(body)!.AsObject();
        var dimensions = request["dimensions"] is JsonValue said && said.TryGetValue<int>(out var n) && n is > 0 and <= 4096 ? n : Dimensions;
        var texts = request["input"] is JsonArray all ? all.Select(t => t!.ToJsonString()).ToArray() : [request["input"]!.ToJsonString()];
        var data = texts.Select((text, index) => (JsonNode)new JsonObject
        {
            ["object"] = "embedding",
            ["index"] = index,
            ["embedding"] = new JsonArray([.. Vector(text, dimensions).Select(v => JsonValue.Create(v))]),
        });
        var tokens = texts.Sum(t => Words(t).Length);
        var answer = new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. data]),
            ["model"] = deployment.UpstreamModel,
            ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens },
        };
        return new ForwardedAnswer(JsonSerializer.SerializeToUtf8Bytes(answer), "application/json") { Usage = new TokenUsage(tokens) };
    }

    private static string[] Words(string text) => text.ToUpperInvariant().Split(
        [' ', '"', ',', '.', ':', ';', '?', '!', '[', ']', '\\', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static float[] Vector(string text, int dimensions)
    {
        var vector = new float[dimensions];
        foreach (var word in Words(text))
        {
            var hash = word.Aggregate(2166136261u, (h, c) => unchecked((h ^ c) * 16777619)); // FNV-1a: the same in every process.
            vector[hash % (uint)dimensions] += (hash & 0x8000_0000) == 0 ? 1 : -1;
        }

        var length = MathF.Sqrt(vector.Sum(v => v * v));
        return length == 0 ? vector : [.. vector.Select(v => v / length)];
    }
}
