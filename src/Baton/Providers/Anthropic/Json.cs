using System.Text.Encodings.Web;
using System.Text.Json;

namespace Baton.Providers.Anthropic;

/// <summary>How this wire's JSON is read and written.</summary>
internal static class Json
{
    /// <summary>No escapes beyond what JSON itself demands, so that other scripts stay short.</summary>
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    /// <summary>Values of unknown types, written as the rest is.</summary>
    public static JsonSerializerOptions Values { get; } = new(Microsoft.Extensions.AI.AIJsonUtilities.DefaultOptions)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = false,
        MaxDepth = 256,
    };

    /// <summary>A member that is a string; <c>null</c> where it is none or absent.</summary>
    public static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>A member that is a whole number; <c>null</c> where it is none or absent.</summary>
    public static long? Number(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : null;

    /// <summary>A member that is an object; an undefined element where it is none or absent.</summary>
    public static JsonElement Object(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value
            : default;
}
