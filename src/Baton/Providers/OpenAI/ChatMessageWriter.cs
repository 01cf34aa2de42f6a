using System.Text;
using System.Text.Json;
using Baton.Providers.Anthropic;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>Writes messages. A tool message holds one result, so one with several becomes several.</summary>
internal static class ChatMessageWriter
{
    public static void Write(
        Utf8JsonWriter writer, string? instructions, IEnumerable<ChatMessage> messages, OpenAIDialect dialect, string model)
    {
        writer.WriteStartArray("messages");
        if (!string.IsNullOrEmpty(instructions))
        {
            writer.WriteStartObject();
            writer.WriteString("role", "system");
            writer.WriteString("content", instructions);
            writer.WriteEndObject();
        }

        foreach (var message in messages)
        {
            var results = message.Contents.OfType<FunctionResultContent>().ToList();
            foreach (var result in results)
            {
                writer.WriteStartObject();
                writer.WriteString("role", "tool");
                writer.WriteString("tool_call_id", result.CallId);
                writer.WriteString("content", ResultText(result));
                writer.WriteEndObject();
            }

            if (MediaOf(results) is { Count: > 0 } media)
            {
                // A tool's message holds text alone, so what a tool shows is shown by the user.
                WriteMessage(writer, new ChatMessage(ChatRole.User, media), dialect, model);
            }

            if (results.Count < message.Contents.Count || results.Count == 0)
            {
                WriteMessage(writer, message, dialect, model);
            }
        }

        writer.WriteEndArray();
    }

    /// <summary>A tool's result as text: strings as they are, anything else as JSON.</summary>
    public static string ResultText(FunctionResultContent result) => result.Result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        IEnumerable<AIContent> parts => string.Concat(parts.OfType<TextContent>().Select(part => part.Text)),
        var other => JsonSerializer.Serialize(other, other.GetType(), AIJsonUtilities.DefaultOptions),
    };

    private static List<AIContent> MediaOf(List<FunctionResultContent> results) =>
    [
        .. results.Select(result => result.Result).OfType<IEnumerable<AIContent>>().SelectMany(parts => parts)
            .Where(part => part is DataContent or UriContent or HostedFileContent),
    ];

    private static void WriteMessage(Utf8JsonWriter writer, ChatMessage message, OpenAIDialect dialect, string model)
    {
        writer.WriteStartObject();
        writer.WriteString("role", RoleName(message, dialect));
        if (message.AuthorName is { Length: > 0 } name && message.Role != ChatRole.Tool)
        {
            writer.WriteString("name", name);
        }

        WriteContent(writer, message);
        if (dialect.ReasoningInHistory && message.Role == ChatRole.Assistant)
        {
            var reasoning = string.Concat(
                message.Contents.OfType<TextReasoningContent>().Where(r => Thoughts.MayBeShown(r, model)).Select(r => r.Text));
            if (reasoning.Length > 0)
            {
                writer.WriteString("reasoning_content", reasoning);
            }
        }

        WriteCalls(writer, message);
        writer.WriteEndObject();
    }

    private static string RoleName(ChatMessage message, OpenAIDialect dialect)
    {
        var developer = message.RawRepresentation is JsonElement wire && ChatMessageReader.Text(wire, "role") == "developer";
        return developer && dialect.Developer ? "developer" : message.Role.Value;
    }

    private static void WriteContent(Utf8JsonWriter writer, ChatMessage message)
    {
        var parts = message.Contents.Where(c => c is TextContent or DataContent or UriContent or HostedFileContent or ErrorContent).ToList();
        if (parts.Count == 0)
        {
            var isEmpty = message.Role != ChatRole.Assistant || !message.Contents.Any(c => c is FunctionCallContent);
            if (isEmpty)
            {
                writer.WriteString("content", "");
            }
            else
            {
                writer.WriteNull("content"); // What OpenAI itself sends beside tool calls.
            }

            return;
        }

        if (parts.TrueForAll(p => p is TextContent or ErrorContent))
        {
            writer.WriteString("content", Joined(parts));
            return;
        }

        writer.WriteStartArray("content");
        foreach (var part in parts)
        {
            ChatPartWriter.Write(writer, part);
        }

        writer.WriteEndArray();
    }

    /// <summary>Texts as one. Pieces of a text are joined as they are; blocks of Anthropic's wire are texts of their own, each on its own line.</summary>
    private static string Joined(List<AIContent> parts)
    {
        var joined = new StringBuilder();
        foreach (var part in parts)
        {
            if (joined.Length > 0 && joined[^1] != '\n' && WireBlocks.Of(part).ValueKind == JsonValueKind.Object)
            {
                joined.Append('\n');
            }

            joined.Append(part is TextContent text ? text.Text : ((ErrorContent)part).Message);
        }

        return joined.ToString();
    }

    private static void WriteCalls(Utf8JsonWriter writer, ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().ToList();
        if (calls.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            writer.WriteStartObject();
            writer.WriteString("id", call.CallId);
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            writer.WriteString("name", call.Name);
            writer.WriteString("arguments", ArgumentsText(call));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>A call's arguments as JSON text: the upstream's own where it is kept, <c>{}</c> where there are none (WIRE 20).</summary>
    public static string ArgumentsText(FunctionCallContent call) => call switch
    {
        { RawRepresentation: string { Length: > 0 } raw } => raw,
        { Arguments: { } arguments } => JsonSerializer.Serialize(arguments, JsonWriting.Relaxed),
        _ => "{}",
    };
}
