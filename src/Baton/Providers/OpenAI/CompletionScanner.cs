using System.Text.Json;
using Baton.Providers.OpenAI.Streaming;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>What one look at a whole answer found.</summary>
internal struct CompletionFacts
{
    public string? Id;
    public string? Model;
    public long? Created;
    public bool HasError;
    public int Choices;
    public int TextBytes;
    public bool Broken;
    public string? Finish;
    public UsageDetails? Usage;
}

/// <summary>One look at a whole answer: one pass.</summary>
internal static class CompletionScanner
{
    public static CompletionFacts Scan(ReadOnlySpan<byte> json)
    {
        var facts = default(CompletionFacts);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The answer is no JSON object.");
        }

        var objectIsRight = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("choices"u8))
            {
                reader.Read();
                ScanChoices(ref reader, ref facts);
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                facts.Id = Text(ref reader);
            }
            else if (reader.ValueTextEquals("model"u8))
            {
                reader.Read();
                facts.Model = Text(ref reader);
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                objectIsRight = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("chat.completion"u8);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("created"u8))
            {
                reader.Read();
                facts.Created = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var created) ? created : null;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                facts.Usage = UsageReader.Read(ref reader, out var broken);
                facts.Broken |= broken && facts.Usage is not null;
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                facts.HasError = reader.TokenType != JsonTokenType.Null;
                reader.Skip();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        while (reader.Read())
        {
            throw new JsonException("The answer goes on after its JSON object.");
        }

        facts.Broken |= !objectIsRight || facts.Id is null || facts.Model is null || facts.Created is null;
        return facts;
    }

    private static void ScanChoices(ref Utf8JsonReader reader, ref CompletionFacts facts)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            ScanChoice(ref reader, ref facts);
            facts.Choices++;
        }
    }

    private static void ScanChoice(ref Utf8JsonReader reader, ref CompletionFacts facts)
    {
        string? finish = null;
        var indexIsRight = false;
        var hasMessage = false;
        var hasCalls = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("finish_reason"u8))
            {
                reader.Read();
                finish = reader.TokenType == JsonTokenType.String ? FinishReasons.Known(reader.ValueSpan) : null;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                indexIsRight = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var index) && index == facts.Choices;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("message"u8))
            {
                reader.Read();
                hasMessage = reader.TokenType == JsonTokenType.StartObject;
                if (hasMessage)
                {
                    hasCalls = ScanMessage(ref reader, ref facts);
                }

                reader.Skip();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        facts.Finish ??= finish;
        facts.Broken |= finish is null || !indexIsRight || !hasMessage || (hasCalls && finish == "stop");
    }

    /// <summary>Looks at the message; tool calls get their closer look only where they are.</summary>
    private static bool ScanMessage(ref Utf8JsonReader reader, ref CompletionFacts facts)
    {
        var hasRole = false;
        var hasReasoning = false;
        var hasReasoningContent = false;
        var hasCalls = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRole = reader.ValueTextEquals("role"u8);
            var isReasoning = reader.ValueTextEquals("reasoning"u8);
            var isReasoningContent = reader.ValueTextEquals("reasoning_content"u8);
            var isCalls = reader.ValueTextEquals("tool_calls"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                hasRole |= isRole && reader.ValueTextEquals("assistant"u8);
                hasReasoning |= isReasoning;
                hasReasoningContent |= isReasoningContent;
                facts.TextBytes += isRole ? 0 : reader.ValueSpan.Length;
            }
            else if (isCalls && reader.TokenType == JsonTokenType.StartArray)
            {
                hasCalls |= ScanCalls(ref reader, ref facts);
            }

            reader.Skip();
        }

        facts.Broken |= !hasRole || (hasReasoning && !hasReasoningContent);
        return hasCalls;
    }

    private static bool ScanCalls(ref Utf8JsonReader reader, ref CompletionFacts facts)
    {
        var start = reader.TokenStartIndex;
        var calls = JsonElement.ParseValue(ref reader);
        facts.TextBytes += (int)(reader.BytesConsumed - start);
        foreach (var call in calls.EnumerateArray())
        {
            var function = call.ValueKind == JsonValueKind.Object && call.TryGetProperty("function", out var f) ? f : default;
            facts.Broken |= string.IsNullOrEmpty(ChatMessageReader.Text(call, "id"))
                || ChatMessageReader.Text(call, "type") is null
                || (function.ValueKind == JsonValueKind.Object && string.IsNullOrEmpty(ChatMessageReader.Text(function, "arguments")));
        }

        return calls.GetArrayLength() > 0;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }
}
