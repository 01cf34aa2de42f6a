using System.Buffers;
using System.Text.Json;

namespace Baton.Testing;

/// <summary>What the wires need to know of a request; read in one pass, without a document.</summary>
internal readonly record struct RequestScan(
    string? Model, bool? Streamed, bool IncludeUsage, int? MaxTokens, int Choices, bool HasToolResults, bool Base64, bool IsJson)
{
    public static RequestScan Read(in ReadOnlySequence<byte> body)
    {
        var scan = new RequestScan { Choices = 1, IsJson = true };
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return scan with { IsJson = false };
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                scan = scan.With(ref reader);
            return scan;
        }
        catch (JsonException)
        {
            return scan with { IsJson = false };
        }
    }

    private RequestScan With(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("model"u8) && reader.Read())
            return this with { Model = reader.TokenType == JsonTokenType.String ? reader.GetString() : null };
        if (reader.ValueTextEquals("stream"u8) && reader.Read())
            return this with { Streamed = reader.TokenType == JsonTokenType.True };
        if ((reader.ValueTextEquals("max_tokens"u8) || reader.ValueTextEquals("max_completion_tokens"u8)) && reader.Read())
            return this with { MaxTokens = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var n) ? n : null };
        if (reader.ValueTextEquals("options"u8) && reader.Read())
            return this with { MaxTokens = OllamaBound(ref reader) ?? MaxTokens };
        if (reader.ValueTextEquals("n"u8) && reader.Read())
            return this with { Choices = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var n) ? n : 1 };
        if (reader.ValueTextEquals("encoding_format"u8) && reader.Read())
            return this with { Base64 = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("base64"u8) };
        if (reader.ValueTextEquals("stream_options"u8) && reader.Read())
            return this with { IncludeUsage = AsksForUsage(ref reader) };
        if (reader.ValueTextEquals("messages"u8) && reader.Read())
            return this with { HasToolResults = EndsWithToolResult(ref reader) };
        reader.Skip();
        return this;
    }

    // Ollama's bound stands among its options.
    private static int? OllamaBound(ref Utf8JsonReader reader)
    {
        int? bound = null;
        var depth = reader.CurrentDepth;
        while (reader.TokenType == JsonTokenType.StartObject || reader.CurrentDepth > depth)
        {
            if (!reader.Read())
                break;
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("num_predict"u8) && reader.Read())
                bound = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var n) && n >= 0 ? n : null;
        }

        return bound;
    }

    private static bool AsksForUsage(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        var asks = false;
        while (reader.TokenType == JsonTokenType.StartObject || reader.CurrentDepth > depth)
        {
            if (!reader.Read())
                break;
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("include_usage"u8) && reader.Read())
                asks = reader.TokenType == JsonTokenType.True;
        }

        return asks;
    }

    // The last message decides: role "tool" (OpenAI, Ollama) or a part of type "tool_result" (Anthropic).
    private static bool EndsWithToolResult(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return false;
        }

        var list = reader.CurrentDepth;
        var isResult = false;
        while (reader.Read() && reader.CurrentDepth > list)
        {
            if (reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == list + 1)
                isResult = false;
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == list + 2 && reader.ValueTextEquals("role"u8) && reader.Read())
                isResult |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("tool"u8);
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == list + 4 && reader.ValueTextEquals("type"u8) && reader.Read())
                isResult |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("tool_result"u8);
        }

        return isResult;
    }
}
