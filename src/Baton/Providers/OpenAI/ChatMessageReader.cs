using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>Reads the OpenAI wire's messages. The element is kept as the message's raw form.</summary>
internal static class ChatMessageReader
{
    public static List<ChatMessage> Read(JsonElement messages)
    {
        var read = new List<ChatMessage>(messages.GetArrayLength());
        foreach (var message in messages.EnumerateArray())
        {
            read.Add(ReadMessage(message, $"messages[{read.Count}]"));
        }

        return read;
    }

    /// <summary>Reads one message, of a request or of an answer.</summary>
    public static ChatMessage ReadMessage(JsonElement wire, string at)
    {
        var role = Text(wire, "role") ?? "assistant";
        var message = new ChatMessage { Role = RoleOf(role), AuthorName = Text(wire, "name"), RawRepresentation = wire };
        var contents = message.Contents;
        if ((Text(wire, "reasoning_content") ?? Text(wire, "reasoning")) is { Length: > 0 } reasoning)
        {
            contents.Add(new TextReasoningContent(reasoning));
        }

        if (role is "tool" or "function")
        {
            contents.Add(new FunctionResultContent(Text(wire, "tool_call_id") ?? message.AuthorName ?? "", ContentText(wire)));
            return message;
        }

        ReadContent(wire, contents, at);
        if (Text(wire, "refusal") is { Length: > 0 } refusal)
        {
            contents.Add(new ErrorContent(refusal) { ErrorCode = "Refusal" });
        }

        if (wire.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array)
        {
            foreach (var call in calls.EnumerateArray())
            {
                contents.Add(ReadCall(call, at));
            }
        }

        return message;
    }

    /// <summary>Makes a call from its parts; arguments that are no JSON object are kept as text and reported with it.</summary>
    public static FunctionCallContent Call(string id, string name, string arguments)
    {
        var call = FunctionCallContent.CreateFromParsedArguments(
            string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments, id, name,
            static json => JsonSerializer.Deserialize<Dictionary<string, object?>>(json, JsonWriting.Relaxed)!);
        call.RawRepresentation = arguments;
        return call;
    }

    private static ChatRole RoleOf(string role) => role switch
    {
        "user" => ChatRole.User,
        "assistant" => ChatRole.Assistant,
        "system" or "developer" => ChatRole.System,
        "tool" or "function" => ChatRole.Tool,
        _ => new ChatRole(role),
    };

    private static FunctionCallContent ReadCall(JsonElement call, string at)
    {
        if (!call.TryGetProperty("function", out var function) || function.ValueKind != JsonValueKind.Object)
        {
            throw ChatRequestScanner.Invalid($"A tool call of '{at}' lacks 'function'.", $"{at}.tool_calls");
        }

        return Call(Text(call, "id") ?? "", Text(function, "name") ?? "", Text(function, "arguments") ?? "{}");
    }

    private static void ReadContent(JsonElement wire, IList<AIContent> contents, string at)
    {
        if (!wire.TryGetProperty("content", out var content))
        {
            return;
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            contents.Add(new TextContent(content.GetString()));
        }
        else if (content.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in content.EnumerateArray())
            {
                contents.Add(ChatPartReader.Read(part, at));
            }
        }
    }

    private static string ContentText(JsonElement wire)
    {
        if (!wire.TryGetProperty("content", out var content))
        {
            return "";
        }

        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => Text(part, "text"))),
            _ => "",
        };
    }

    internal static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
