using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Testing;

/// <summary>Embeddings of eight numbers that depend on the text's words alone, so that like texts are near each other.</summary>
internal static class Embeddings
{
    private const int Dimensions = 8;

    public static JsonNode Of(ReadOnlySpan<byte> body, string model, bool base64)
    {
        var input = JsonElement.Parse(body).TryGetProperty("input", out var given) ? given : default;
        string[] texts = input.ValueKind == JsonValueKind.Array ? [.. input.EnumerateArray().Select(t => t.ToString())] : [input.ToString()];
        var data = new JsonArray();
        for (var index = 0; index < texts.Length; index++)
        {
            var vector = Vector(texts[index]);
            data.Add((JsonNode)new JsonObject
            {
                ["object"] = "embedding",
                ["index"] = index,
                ["embedding"] = base64
                    ? Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()))
                    : new JsonArray([.. vector.Select(v => JsonValue.Create(v))]),
            });
        }

        var tokens = texts.Sum(t => Content.Words(t).Count);
        return new JsonObject
        {
            ["object"] = "list",
            ["data"] = data,
            ["model"] = model,
            ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens },
        };
    }

    private static float[] Vector(string text)
    {
        var vector = new float[Dimensions];
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            // FNV-1a: a string's own hash differs from run to run.
            var hash = word.Aggregate(2166136261u, (h, c) => unchecked((h ^ c) * 16777619));
            vector[hash % Dimensions] += 1;
        }

        var length = MathF.Sqrt(vector.Sum(v => v * v));
        return length == 0 ? vector : [.. vector.Select(v => v / length)];
    }
}
