using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic.Inbound;

/// <summary>Reads the wire's messages.</summary>
internal static class MessageReader
{
    /// <summary>Reads a request's messages, its system prompt as the first.</summary>
    /// <exception cref="BatonException">One of them is none; <c>Param</c> names it.</exception>
    public static List<ChatMessage> Read(RawMessagesRequest request)
    {
        var read = new List<ChatMessage>(request.Messages.Count);
        if (!request.Facts.System.IsEmpty)
        {
            read.Add(new ChatMessage(ChatRole.System, ReadContent(request.Element(request.Facts.System), "system")));
        }

        var index = 0;
        foreach (var message in request.Element(request.Facts.Messages).EnumerateArray())
        {
            Add(read, message, $"messages[{index++}].content");
        }

        return read;
    }

    private static void Add(List<ChatMessage> read, JsonElement message, string at)
    {
        var contents = ReadContent(message.GetProperty("content"), at);
        var role = message.GetProperty("role").GetString() switch
        {
            "assistant" => ChatRole.Assistant,
            "system" => ChatRole.System,
            _ => ChatRole.User,
        };

        // Tools' results are the user's words here; everywhere else they are messages of their own, before the rest.
        var results = contents.FindAll(content => content is FunctionResultContent);
        if (results.Count > 0)
        {
            read.Add(new ChatMessage(ChatRole.Tool, results));
            contents.RemoveAll(content => content is FunctionResultContent);
        }

        if (contents.Count > 0 || results.Count == 0)
        {
            read.Add(new ChatMessage(role, contents));
        }
    }

    private static List<AIContent> ReadContent(JsonElement content, string at)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            return [new TextContent(content.GetString())];
        }

        var read = new List<AIContent>(content.GetArrayLength());
        foreach (var block in content.EnumerateArray())
        {
            read.Add(BlockReader.Read(block, $"{at}[{read.Count}]"));
        }

        return read;
    }
}
