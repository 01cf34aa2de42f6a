using System.Text.Json;

namespace Baton.Caching;

/// <summary>JSON in one form: members sorted by their names, nothing between the values.</summary>
internal static class CanonicalJson
{
    /// <summary>Writes a request's body without what does not change its answer: the target stands elsewhere, and how it is delivered is no part of it.</summary>
    public static void WriteBody(Utf8JsonWriter writer, JsonElement body) =>
        WriteObject(writer, body, static name => name is "model" or "stream" or "stream_options");

    /// <summary>Writes a value.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value, static _ => false);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(value.GetString());
                break;
            default:
                writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement value, Func<string, bool> isLeftOut)
    {
        writer.WriteStartObject();
        foreach (var property in value.EnumerateObject().Where(p => !isLeftOut(p.Name)).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(property.Name);
            Write(writer, property.Value);
        }

        writer.WriteEndObject();
    }
}
