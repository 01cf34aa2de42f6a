using System.Text.Json;

namespace Baton.Providers.OpenAI.Streaming;

/// <summary>One look at a chunk: one pass, nothing built.</summary>
internal static class ChunkScanner
{
    /// <summary>The highest choice index that is followed.</summary>
    private const int MostChoices = 64;

    /// <summary>Looks at a chunk.</summary>
    /// <param name="json">The event's data.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static ChunkFacts Scan(ReadOnlySpan<byte> json)
    {
        var facts = new ChunkFacts { Choices = -1 };
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The event is no JSON object.");
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
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                objectIsRight = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("chat.completion.chunk"u8);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("created"u8))
            {
                reader.Read();
                facts.Created = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var created) ? created : null;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("model"u8))
            {
                reader.Read();
                facts.Model = Text(ref reader);
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                facts.Usage = UsageReader.Read(ref reader, out facts.UsageBroken);
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

        if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
        {
            throw new JsonException("The event goes on after its JSON object.");
        }

        facts.Broken |= !objectIsRight || facts.Choices < 0;
        return facts;
    }

    private static void ScanChoices(ref Utf8JsonReader reader, ref ChunkFacts facts)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            facts.Broken = true;
            reader.Skip();
            return;
        }

        facts.Choices = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            facts.Choices++;
            ScanChoice(ref reader, ref facts);
        }
    }

    private static void ScanChoice(ref Utf8JsonReader reader, ref ChunkFacts facts)
    {
        var index = -1;
        var hasRole = false;
        string? finish = null;
        var hasDelta = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("delta"u8))
            {
                reader.Read();
                hasDelta = reader.TokenType == JsonTokenType.StartObject;
                if (hasDelta)
                {
                    ScanDelta(ref reader, ref facts, ref hasRole);
                }

                reader.Skip();
            }
            else if (reader.ValueTextEquals("finish_reason"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String)
                {
                    finish = FinishReasons.Known(reader.ValueSpan);
                    facts.Broken |= finish is null;
                }

                reader.Skip();
            }
            else if (reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                index = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) ? value : -1;
                reader.Skip();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (index is < 0 or >= MostChoices || !hasDelta)
        {
            facts.Broken = true;
            return;
        }

        var bit = 1UL << index;
        facts.Seen |= bit;
        facts.Roles |= hasRole ? bit : 0;
        if (finish is not null)
        {
            facts.Finished |= bit;
            facts.Finish = index == 0 ? finish : facts.Finish;
        }
    }

    private static void ScanDelta(ref Utf8JsonReader reader, ref ChunkFacts facts, ref bool hasRole)
    {
        var hasReasoningContent = false;
        var hasReasoning = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8) || reader.ValueTextEquals("refusal"u8))
            {
                reader.Read();
                ScanText(ref reader, ref facts);
            }
            else if (reader.ValueTextEquals("role"u8))
            {
                reader.Read();
                hasRole = reader.TokenType == JsonTokenType.String;
                facts.Broken |= hasRole && !reader.ValueTextEquals("assistant"u8);
            }
            else if (reader.ValueTextEquals("reasoning_content"u8))
            {
                reader.Read();
                hasReasoningContent = true;
                ScanText(ref reader, ref facts);
            }
            else if (reader.ValueTextEquals("reasoning"u8))
            {
                reader.Read();
                hasReasoning = reader.TokenType == JsonTokenType.String;
                ScanText(ref reader, ref facts);
            }
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                reader.Read();
                facts.HasCalls |= reader.TokenType == JsonTokenType.StartArray;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("function_call"u8))
            {
                reader.Read();
                facts.Counts |= reader.TokenType == JsonTokenType.StartObject;
                reader.Skip();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        facts.Broken |= hasReasoning && !hasReasoningContent; // WIRE 35
    }

    private static void ScanText(ref Utf8JsonReader reader, ref ChunkFacts facts)
    {
        if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0)
        {
            facts.Counts = true;
            facts.TextBytes += reader.ValueSpan.Length;
        }

        reader.Skip();
    }

    private static ReadOnlySpan<byte> Text(scoped ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        reader.Skip();
        return default;
    }
}
