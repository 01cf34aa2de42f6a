using System.Collections.Frozen;
using System.Text.Json;
using Baton.Models;
using Baton.Providers.Anthropic.Inbound;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>
/// Fields of the request that options have no place for. The API refuses every field that it does not know, so its own
/// go on and all others are named as dropped (WIRE 31).
/// </summary>
internal static class OtherFields
{
    /// <summary>The API's own fields, in its own form.</summary>
    private static readonly FrozenSet<string> Native =
        new[] { "thinking", "output_config", "cache_control", "context_management", "container", "mcp_servers", "inference_geo" }
            .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Which of them a request has.</summary>
    public readonly record struct Written(bool HasThinking, bool HasOutputConfig);

    /// <summary>Writes them.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="options">The options.</param>
    /// <param name="deployment">Whom it goes to.</param>
    /// <param name="mayThink">Whether thinking with a budget would be taken.</param>
    /// <param name="record">Where dropped ones are named.</param>
    public static Written Write(Utf8JsonWriter writer, ChatOptions options, Deployment deployment, bool mayThink, RequestRecord? record)
    {
        var written = default(Written);
        if (options.AdditionalProperties is not { } others)
        {
            return written;
        }

        var fields = (others.TryGetValue(WireFields.Key, out var wire) ? wire as WireFields : null)?.Fields ?? [];
        foreach (var (name, value) in fields)
        {
            if (name == "thinking" && !mayThink)
            {
                record?.Drop(name);
            }
            else
            {
                written = new(written.HasThinking || name == "thinking", written.HasOutputConfig || name == "output_config");
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }

        foreach (var (name, value) in others)
        {
            if (name.StartsWith("baton.", StringComparison.Ordinal) || AsksNothing(value)
                || (name == "user" && fields.Any(field => field.Key == "metadata")))
            {
                continue;
            }

            if (Native.Contains(name))
            {
                written = new(written.HasThinking || name == "thinking", written.HasOutputConfig || name == "output_config");
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, value, value!.GetType(), Json.Values);
            }
            else if (name != "top_k" && !WriteTranslated(writer, name, value!))
            {
                AdditionalOptions.RefuseOrDrop(deployment, name, value, record);
            }
        }

        return written;
    }

    /// <summary>Null and false ask for nothing: <c>"logprobs": false</c> is no loss.</summary>
    private static bool AsksNothing(object? value) =>
        value is null or false or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined };

    private static bool WriteTranslated(Utf8JsonWriter writer, string name, object value)
    {
        var text = value is JsonElement { ValueKind: JsonValueKind.String } json ? json.GetString() : value as string;
        switch (name)
        {
            case "user" when !string.IsNullOrEmpty(text):
                writer.WriteStartObject("metadata");
                writer.WriteString("user_id", text);
                writer.WriteEndObject();
                return true;
            case "service_tier" when text is "auto" or "standard_only":
                writer.WriteString("service_tier", text);
                return true;
            default:
                return false;
        }
    }

    /// <summary><c>top_k</c>, which OpenAI's wire lacks and callers send all the same; written among the sampling.</summary>
    public static int? TopK(ChatOptions options) =>
        options.AdditionalProperties?.TryGetValue("top_k", out var value) is true ? Number(value) : null;

    private static int? Number(object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Number } json when json.TryGetInt32(out var number) => number,
        int number => number,
        _ => null,
    };
}
