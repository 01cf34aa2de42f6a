using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Providers.OpenAI;

/// <summary>The slow way to change a request's bytes, for what a splice cannot do: taking fields out.</summary>
internal static class RequestRewriter
{
    /// <summary>The body without its top-level nulls.</summary>
    public static byte[] WithoutNulls(ReadOnlyMemory<byte> body) => Copy(body, static property => property.Value.ValueKind != JsonValueKind.Null);

    /// <summary>The body without some top-level fields.</summary>
    public static byte[] Without(ReadOnlyMemory<byte> body, IReadOnlyCollection<string> fields) =>
        Copy(body, property => !fields.Contains(property.Name, StringComparer.Ordinal));

    /// <summary>The body with the reasoning taken out of its messages (WIRE 35).</summary>
    public static byte[] WithoutReasoning(ReadOnlyMemory<byte> body)
    {
        var root = JsonNode.Parse(body.Span)!.AsObject();
        foreach (var message in root["messages"]!.AsArray())
        {
            var fields = message!.AsObject();
            fields.Remove("reasoning_content");
            fields.Remove("reasoning");
        }

        return JsonSerializer.SerializeToUtf8Bytes(root, JsonWriting.Relaxed);
    }

    private static byte[] Copy(ReadOnlyMemory<byte> body, Func<JsonProperty, bool> keep)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 256 });
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(body.Length);
        using (var writer = new Utf8JsonWriter(buffer, JsonWriting.Options))
        {
            writer.WriteStartObject();
            foreach (var property in document.RootElement.EnumerateObject().Where(keep))
            {
                writer.WritePropertyName(property.Name);
                writer.WriteRawValue(JsonElementBytes(property.Value), skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static ReadOnlySpan<byte> JsonElementBytes(JsonElement element) => System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(element);
}
