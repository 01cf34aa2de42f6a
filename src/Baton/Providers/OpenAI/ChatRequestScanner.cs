using System.Text.Json;
using static Baton.Providers.BodyScan;

namespace Baton.Providers.OpenAI;

/// <summary>One pass over a chat request: checks that it is JSON and of the right types, and notes where things stand.</summary>
internal static class ChatRequestScanner
{
    /// <summary>Scans a request.</summary>
    /// <param name="json">Its bytes.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="BatonException">No JSON, or a field is missing or of a wrong type; <c>Param</c> names it.</exception>
    public static ChatRequestFacts Scan(ReadOnlySpan<byte> json)
    {
        var facts = new ChatRequestFacts { N = 1 };
        facts.End = Fields(json, ref facts, ScanField);
        Demand(facts.Model, facts.Messages, facts.MessageCount);
        return facts;
    }

    private static void ScanField(ref Utf8JsonReader reader, ref ChatRequestFacts facts)
    {
        var name = new ByteRange((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);
        var field = FieldOf(ref reader, ChatRequestFields.Known);
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
                ChatMessageScanner.Scan(ref reader, ref facts);
                break;
            case Field.Stream:
                facts.Stream = Bool(ref reader, "stream");
                break;
            case Field.StreamOptions:
                ScanStreamOptions(ref reader, ref facts);
                break;
            case Field.MaxTokens:
                facts.MaxTokens = Bound(ref reader, "max_tokens");
                facts.MaxTokensName = name;
                break;
            case Field.MaxCompletionTokens:
                facts.MaxCompletionTokens = Bound(ref reader, "max_completion_tokens");
                facts.MaxCompletionTokensName = name;
                break;
            case Field.N:
                facts.N = Count(ref reader, "n");
                break;
            case Field.Temperature:
                facts.Temperature = Number(ref reader, "temperature");
                break;
            case Field.TopP:
                facts.TopP = Number(ref reader, "top_p");
                break;
            case Field.FrequencyPenalty:
                facts.FrequencyPenalty = Number(ref reader, "frequency_penalty");
                break;
            case Field.PresencePenalty:
                facts.PresencePenalty = Number(ref reader, "presence_penalty");
                break;
            case Field.Seed:
                facts.Seed = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var seed)
                    ? seed : throw Wrong("seed", "an integer");
                break;
            case Field.ParallelToolCalls:
                facts.ParallelToolCalls = Bool(ref reader, "parallel_tool_calls");
                break;
            case Field.User:
                Expect(ref reader, JsonTokenType.String, "user", "a string");
                facts.User = reader.GetString();
                break;
            case Field.ReasoningEffort:
                Expect(ref reader, JsonTokenType.String, "reasoning_effort", "a string");
                facts.ReasoningEffort = reader.GetString();
                break;
            case Field.Tools:
                facts.Tools = Whole(ref reader, JsonTokenType.StartArray, "tools", "an array");
                break;
            case Field.ResponseFormat:
                facts.ResponseFormat = Whole(ref reader, JsonTokenType.StartObject, "response_format", "an object");
                break;
            case Field.ToolChoice:
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.StartObject))
                {
                    throw Wrong("tool_choice", "a string or an object");
                }

                facts.ToolChoice = Whole(ref reader);
                break;
            case Field.Stop:
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.StartArray))
                {
                    throw Wrong("stop", "a string or an array of strings");
                }

                facts.Stop = Whole(ref reader);
                break;
            default:
                facts.HasOtherFields = true;
                reader.Skip();
                break;
        }
    }

    private static void ScanStreamOptions(ref Utf8JsonReader reader, ref ChatRequestFacts facts)
    {
        Expect(ref reader, JsonTokenType.StartObject, "stream_options", "an object");
        var start = (int)reader.TokenStartIndex;
        facts.StreamOptionsEmpty = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            facts.StreamOptionsEmpty = false;
            var isUsage = reader.ValueTextEquals("include_usage"u8);
            reader.Read();
            if (isUsage)
            {
                facts.IncludeUsage = reader.TokenType != JsonTokenType.Null && Bool(ref reader, "stream_options.include_usage");
                facts.IncludeUsageValue = ValueRange(ref reader);
            }

            reader.Skip();
        }

        facts.StreamOptions = new ByteRange(start, (int)reader.BytesConsumed - start);
    }

    internal static BatonException Wrong(string name, string wanted) => BodyScan.Wrong(name, wanted);

    internal static BatonException Invalid(string message, string? param) => BodyScan.Invalid(message, param);

    /// <summary>A bound on the answer; -1 is how clients of local servers say that there is none.</summary>
    private static int? Bound(ref Utf8JsonReader reader, string name) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) && value == -1 ? null : Count(ref reader, name);
}
