using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Server.Endpoints.OpenAI.Forwarded;

/// <summary>Reads and writes the bodies of requests that are forwarded.</summary>
internal static class JsonBody
{
    /// <summary>Texts go on as they came, without escapes that nobody needs.</summary>
    public static JsonSerializerOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads an object.</summary>
    /// <exception cref="BatonException">It is none.</exception>
    public static JsonObject Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonNode.Parse(bytes, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new BatonException(ErrorCodes.InvalidRequest, "The body must be a JSON object.");
        }
        catch (JsonException e)
        {
            throw new BatonException(ErrorCodes.InvalidJson, $"The body is not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>A field that must be a text where it is there at all.</summary>
    public static string? Text(JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw Wrong(name, "must be a text"),
    };

    public static BatonException Wrong(string field, string what) =>
        new(ErrorCodes.InvalidRequest, $"'{field}' {what}.") { Param = field };
}
