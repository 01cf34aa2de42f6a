using System.Text;
using System.Text.Json;
using static Baton.Providers.BodyScan;

namespace Baton.Providers.Anthropic.Inbound;

/// <summary>One pass over a Messages request: checks that it is JSON and of the right types, and notes where things stand.</summary>
internal static class MessagesScanner
{
    /// <summary>Every field that options have a place for.</summary>
    private static readonly (byte[] Utf8Name, Field Field)[] Known =
    [
        .. Enum.GetValues<Field>().Where(f => f != Field.Other)
            .Select(f => (Encoding.UTF8.GetBytes(JsonNamingPolicy.SnakeCaseLower.ConvertName(f.ToString())), f)),
    ];

    /// <summary>Scans a request.</summary>
    /// <param name="json">Its bytes.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="BatonException">No JSON, or a field is missing or of a wrong type; <c>Param</c> names it.</exception>
    public static MessagesFacts Scan(ReadOnlySpan<byte> json)
    {
        var facts = default(MessagesFacts);
        _ = Fields(json, ref facts, ScanField);
        Demand(facts.Model, facts.Messages, facts.MessageCount);
        return facts;
    }

    /// <summary>Whether options have no place for a field, so that it travels beside them.</summary>
    public static bool HasNoPlace(string name) => !Known.Any(known => Encoding.UTF8.GetString(known.Utf8Name) == name);

    private static void ScanField(ref Utf8JsonReader reader, ref MessagesFacts facts)
    {
        var field = FieldOf(ref reader, Known);
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            facts.HasNulls = true;
            return;
        }

        switch (field)
        {
            case Field.Model:
                Once(facts.Model, "model");
                Expect(ref reader, JsonTokenType.String, "model", "a string");
                facts.Model = ValueRange(ref reader);
                break;
            case Field.Messages:
                Once(facts.Messages, "messages");
                MessageScanner.Scan(ref reader, ref facts);
                break;
            case Field.System:
                facts.System = MessageScanner.ScanSystem(ref reader, ref facts);
                break;
            case Field.Stream:
                facts.Stream = Bool(ref reader, "stream");
                break;
            case Field.MaxTokens:
                facts.MaxTokens = Count(ref reader, "max_tokens");
                break;
            case Field.Temperature:
                facts.Temperature = Number(ref reader, "temperature");
                break;
            case Field.TopP:
                facts.TopP = Number(ref reader, "top_p");
                break;
            case Field.TopK:
                facts.TopK = Count(ref reader, "top_k");
                break;
            case Field.Tools:
                var tools = Whole(ref reader, JsonTokenType.StartArray, "tools", "an array");
                facts.Tools = tools.Length > 2 ? tools : default;
                break;
            case Field.ToolChoice:
                facts.ToolChoice = Whole(ref reader, JsonTokenType.StartObject, "tool_choice", "an object");
                break;
            case Field.StopSequences:
                facts.StopSequences = Whole(ref reader, JsonTokenType.StartArray, "stop_sequences", "an array of strings");
                break;
            case Field.Thinking:
                facts.Thinking = Whole(ref reader, JsonTokenType.StartObject, "thinking", "an object");
                break;
            case Field.OutputFormat:
                facts.OutputFormat = Whole(ref reader, JsonTokenType.StartObject, "output_format", "an object");
                break;
            case Field.OutputConfig:
                facts.OutputConfig = Whole(ref reader, JsonTokenType.StartObject, "output_config", "an object");
                break;
            case Field.Metadata:
                facts.Metadata = Whole(ref reader, JsonTokenType.StartObject, "metadata", "an object");
                break;
            default:
                facts.HasOtherFields = true;
                reader.Skip();
                break;
        }
    }

    /// <summary>The fields that are looked at; their names on the wire are the same words in snake case.</summary>
    private enum Field
    {
        Other,
        Model,
        Messages,
        System,
        Stream,
        MaxTokens,
        Temperature,
        TopP,
        TopK,
        Tools,
        ToolChoice,
        StopSequences,
        Thinking,
        OutputFormat,
        OutputConfig,
        Metadata,
    }
}
