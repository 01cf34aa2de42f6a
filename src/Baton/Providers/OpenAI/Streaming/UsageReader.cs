using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI.Streaming;

/// <summary>Reads the OpenAI wire's <c>usage</c>.</summary>
internal static class UsageReader
{
    /// <summary>Reads the value that the reader stands on and leaves it at its end.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="broken">Whether a count is missing or not an integer (WIRE 28).</param>
    /// <returns>The usage; <c>null</c> where the value is none.</returns>
    public static UsageDetails? Read(ref Utf8JsonReader reader, out bool broken)
    {
        broken = false;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var usage = new UsageDetails();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("prompt_tokens"u8))
            {
                usage.InputTokenCount = Count(ref reader, ref broken);
            }
            else if (reader.ValueTextEquals("completion_tokens"u8))
            {
                usage.OutputTokenCount = Count(ref reader, ref broken);
            }
            else if (reader.ValueTextEquals("total_tokens"u8))
            {
                usage.TotalTokenCount = Count(ref reader, ref broken);
            }
            else if (reader.ValueTextEquals("prompt_tokens_details"u8))
            {
                usage.CachedInputTokenCount = Detail(ref reader, "cached_tokens"u8, ref broken);
            }
            else if (reader.ValueTextEquals("completion_tokens_details"u8))
            {
                usage.ReasoningTokenCount = Detail(ref reader, "reasoning_tokens"u8, ref broken);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        broken |= usage.InputTokenCount is null || usage.OutputTokenCount is null || usage.TotalTokenCount is null;
        usage.InputTokenCount ??= 0;
        usage.OutputTokenCount ??= 0;
        usage.TotalTokenCount ??= usage.InputTokenCount + usage.OutputTokenCount;
        return usage;
    }

    private static long? Count(ref Utf8JsonReader reader, ref bool broken)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count))
        {
            return count;
        }

        broken = true;
        reader.Skip();
        return null;
    }

    private static long? Detail(ref Utf8JsonReader reader, ReadOnlySpan<byte> wanted, ref bool broken)
    {
        long? found = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueTextEquals(wanted);
            var count = Count(ref reader, ref broken);
            found = isWanted ? count : found;
        }

        return found;
    }
}
