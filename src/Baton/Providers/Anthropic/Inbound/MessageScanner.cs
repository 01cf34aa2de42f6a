using System.Text.Json;
using static Baton.Providers.BodyScan;

namespace Baton.Providers.Anthropic.Inbound;

/// <summary>The part of the one pass that goes over <c>messages</c> and <c>system</c>.</summary>
internal static class MessageScanner
{
    /// <summary>How much of a long message the task analysis sees, at its beginning and at its end.</summary>
    private const int LookAt = 2_048;

    public static void Scan(ref Utf8JsonReader reader, ref MessagesFacts facts)
    {
        Expect(ref reader, JsonTokenType.StartArray, "messages", "an array");
        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Wrong($"messages[{facts.MessageCount}]", "an object");
            }

            ScanMessage(ref reader, ref facts);
            facts.MessageCount++;
        }

        facts.Messages = new ByteRange(start, (int)reader.BytesConsumed - start);
    }

    /// <summary>The system prompt is a string or an array of blocks.</summary>
    public static ByteRange ScanSystem(ref Utf8JsonReader reader, ref MessagesFacts facts)
    {
        var start = (int)reader.TokenStartIndex;
        new BlockScanner("system").Scan(ref reader, ref facts);
        return new ByteRange(start, (int)reader.BytesConsumed - start);
    }

    private static void ScanMessage(ref Utf8JsonReader reader, ref MessagesFacts facts)
    {
        bool? fromUser = null;
        var hasContent = false;
        var blocks = new BlockScanner($"messages[{facts.MessageCount}].content");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("role"u8))
            {
                reader.Read();
                fromUser = ScanRole(ref reader, facts.MessageCount);
            }
            else if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                hasContent = true;
                blocks.Scan(ref reader, ref facts);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (fromUser is null || !hasContent)
        {
            var missing = $"messages[{facts.MessageCount}].{(fromUser is null ? "role" : "content")}";
            throw Invalid($"'{missing}' is missing.", missing);
        }

        if (blocks.HasResults && blocks.HasOthers)
        {
            facts.MixedMessages++;
        }

        if (fromUser.Value && !blocks.LastText.IsEmpty)
        {
            var text = blocks.LastText;
            var half = Math.Min(text.Length, LookAt);
            facts.LastUserText = text with { Length = half };
            var rest = Math.Min(text.Length - half, LookAt);
            facts.LastUserTextEnd = new ByteRange(text.End - rest, rest);
        }
    }

    private static bool ScanRole(ref Utf8JsonReader reader, int at)
    {
        Expect(ref reader, JsonTokenType.String, $"messages[{at}].role", "a string");
        return reader.ValueTextEquals("user"u8)
            || (reader.ValueTextEquals("assistant"u8) || reader.ValueTextEquals("system"u8)
                ? false
                : throw Invalid(
                    $"'messages[{at}].role' is '{reader.GetString()}'; it must be user or assistant. A system prompt stands in 'system'.",
                    $"messages[{at}].role"));
    }
}
