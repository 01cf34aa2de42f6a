using System.Text.Json;
using Baton.Providers.OpenAI;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>Writes the content of messages as the chat wire's <c>content</c>: one text as a string, which every server takes, else parts.</summary>
internal static class MessageContent
{
    /// <summary>Writes the content of one message, or of several that become one.</summary>
    /// <param name="writer">Where to, inside the message.</param>
    /// <param name="messages">The items; where there is none, the content is null.</param>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<WireObject> messages)
    {
        writer.WritePropertyName("content");
        if (messages.Count == 0)
        {
            writer.WriteNullValue();
            return;
        }

        if (messages is [var only] && SingleText(only) is { } text)
        {
            writer.WriteStringValue(text);
            return;
        }

        writer.WriteStartArray();
        foreach (var message in messages)
        {
            WriteParts(writer, message);
        }

        writer.WriteEndArray();
    }

    private static string? SingleText(WireObject message) => message["content"] switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Array } => message.Objects("content") switch
        {
            [] => "",
            [var part] => PartTranslation.TextOf(part),
            _ => null,
        },
        null => throw ChatRequestScanner.Invalid($"'{message.Path("content")}' is missing.", message.Path("content")),
        _ => throw ChatRequestScanner.Wrong(message.Path("content"), "a string or an array of parts"),
    };

    private static void WriteParts(Utf8JsonWriter writer, WireObject message)
    {
        if (message["content"] is { ValueKind: JsonValueKind.String } text)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "text");
            writer.WriteString("text", text.GetString());
            writer.WriteEndObject();
            return;
        }

        foreach (var part in message.Objects("content"))
        {
            PartTranslation.Write(writer, part);
        }
    }
}
