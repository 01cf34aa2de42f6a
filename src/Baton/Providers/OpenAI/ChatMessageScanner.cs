using System.Text.Json;

namespace Baton.Providers.OpenAI;

/// <summary>The part of the one pass that goes over <c>messages</c>.</summary>
internal static class ChatMessageScanner
{
    /// <summary>How much of a long message the task analysis sees, at its beginning and at its end.</summary>
    private const int LookAt = 2_048;

    public static void Scan(ref Utf8JsonReader reader, ref ChatRequestFacts facts)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw ChatRequestScanner.Wrong("messages", "an array");
        }

        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw ChatRequestScanner.Wrong($"messages[{facts.MessageCount}]", "an object");
            }

            ScanMessage(ref reader, ref facts);
            facts.MessageCount++;
        }

        facts.Messages = new ByteRange(start, (int)reader.BytesConsumed - start);
    }

    private static void ScanMessage(ref Utf8JsonReader reader, ref ChatRequestFacts facts)
    {
        var role = Role.None;
        var text = default(ByteRange);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("role"u8))
            {
                reader.Read();
                role = ScanRole(ref reader, ref facts);
            }
            else if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                text = ScanContent(ref reader, ref facts);
            }
            else if (reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("reasoning"u8))
            {
                facts.HasReasoning = true;
                reader.Read();
                reader.Skip();
            }
            else
            {
                var before = reader.BytesConsumed;
                reader.Read();
                reader.Skip();
                facts.TextBytes += (int)(reader.BytesConsumed - before);
            }
        }

        if (role == Role.None)
        {
            throw ChatRequestScanner.Invalid(
                $"'messages[{facts.MessageCount}].role' is missing.", $"messages[{facts.MessageCount}].role");
        }

        if (role == Role.User && !text.IsEmpty)
        {
            var half = Math.Min(text.Length, LookAt);
            facts.LastUserText = text with { Length = half };
            var rest = Math.Min(text.Length - half, LookAt);
            facts.LastUserTextEnd = new ByteRange(text.End - rest, rest);
        }
    }

    private static Role ScanRole(ref Utf8JsonReader reader, ref ChatRequestFacts facts)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw ChatRequestScanner.Wrong($"messages[{facts.MessageCount}].role", "a string");
        }

        if (reader.ValueTextEquals("user"u8))
        {
            return Role.User;
        }

        if (reader.ValueTextEquals("developer"u8))
        {
            (facts.DeveloperRoles ??= []).Add(BodyScan.ValueRange(ref reader));
            return Role.Other;
        }

        return reader.ValueTextEquals("system"u8) || reader.ValueTextEquals("assistant"u8)
            || reader.ValueTextEquals("tool"u8) || reader.ValueTextEquals("function"u8)
            ? Role.Other
            : throw ChatRequestScanner.Invalid(
                $"'messages[{facts.MessageCount}].role' is '{reader.GetString()}'; it must be system, developer, user, assistant or tool.",
                $"messages[{facts.MessageCount}].role");
    }

    /// <summary>Content may be null, a string or an array of parts (WIRE 23); returns the last text's inside.</summary>
    private static ByteRange ScanContent(ref Utf8JsonReader reader, ref ChatRequestFacts facts)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return default;
            case JsonTokenType.String:
                return Text(ref reader, ref facts);
            case JsonTokenType.StartArray:
                var last = default(ByteRange);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (reader.TokenType != JsonTokenType.StartObject)
                    {
                        throw ChatRequestScanner.Wrong($"messages[{facts.MessageCount}].content", "null, a string or an array of objects");
                    }

                    var text = ScanPart(ref reader, ref facts);
                    last = text.IsEmpty ? last : text;
                }

                return last;
            default:
                throw ChatRequestScanner.Wrong($"messages[{facts.MessageCount}].content", "null, a string or an array of parts");
        }
    }

    private static ByteRange ScanPart(ref Utf8JsonReader reader, ref ChatRequestFacts facts)
    {
        var text = default(ByteRange);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isText = reader.ValueTextEquals("text"u8);
            facts.HasImages |= reader.ValueTextEquals("image_url"u8);
            reader.Read();
            if (isText && reader.TokenType == JsonTokenType.String)
            {
                text = Text(ref reader, ref facts);
            }

            reader.Skip();
        }

        return text;
    }

    private static ByteRange Text(ref Utf8JsonReader reader, ref ChatRequestFacts facts)
    {
        facts.TextBytes += reader.ValueSpan.Length;
        return new ByteRange((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
    }

    private enum Role
    {
        None,
        User,
        Other,
    }
}
