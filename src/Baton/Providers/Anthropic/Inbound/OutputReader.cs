using System.Text.Json;
using Baton.Providers.OpenAI;
using Microsoft.Extensions.AI;
using static Baton.Providers.BodyScan;

namespace Baton.Providers.Anthropic.Inbound;

/// <summary>Reads what a request says of the answer's form and of the thinking before it.</summary>
internal static class OutputReader
{
    /// <summary>A JSON Schema, under its older name or its newer one.</summary>
    public static ChatResponseFormat? ReadFormat(RawMessagesRequest request)
    {
        var facts = request.Facts;
        var (format, at) = facts.OutputConfig.IsEmpty
            ? (default, "output_config.format")
            : (Json.Object(request.Element(facts.OutputConfig), "format"), "output_config.format");
        if (format.ValueKind == JsonValueKind.Undefined && !facts.OutputFormat.IsEmpty)
        {
            (format, at) = (request.Element(facts.OutputFormat), "output_format");
        }

        if (format.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        if (Json.Text(format, "type") != "json_schema")
        {
            throw Wrong($"{at}.type", "'json_schema'");
        }

        var schema = Json.Object(format, "schema");
        return schema.ValueKind == JsonValueKind.Object
            ? ChatResponseFormat.ForJsonSchema(schema, Json.Text(format, "name"))
            : throw Invalid($"'{at}.schema' is missing.", $"{at}.schema");
    }

    /// <summary>How hard the model is to think, in the words of other wires.</summary>
    public static ReasoningOptions? ReadThinking(RawMessagesRequest request)
    {
        if (request.Facts.Thinking.IsEmpty)
        {
            return null;
        }

        var thinking = request.Element(request.Facts.Thinking);
        var effort = Json.Text(thinking, "type") switch
        {
            "enabled" => Json.Number(thinking, "budget_tokens") switch
            {
                null => throw Invalid("'thinking.budget_tokens' is missing.", "thinking.budget_tokens"),
                < 4_096 => ReasoningEffort.Low,
                < 16_384 => ReasoningEffort.Medium,
                _ => ReasoningEffort.High,
            },
            "adaptive" => EffortOf(request) ?? ReasoningEffort.High,
            "disabled" => (ReasoningEffort?)null,
            _ => throw Wrong("thinking.type", "'enabled', 'adaptive' or 'disabled'"),
        };
        return effort is null ? null : new ReasoningOptions { Effort = effort };
    }

    private static ReasoningEffort? EffortOf(RawMessagesRequest request) =>
        request.Facts.OutputConfig.IsEmpty ? null : ReasoningEfforts.Read(Json.Text(request.Element(request.Facts.OutputConfig), "effort") ?? "");
}
