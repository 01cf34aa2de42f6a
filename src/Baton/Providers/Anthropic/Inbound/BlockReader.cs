using System.Text.Json;
using Microsoft.Extensions.AI;
using static Baton.Providers.BodyScan;

namespace Baton.Providers.Anthropic.Inbound;

/// <summary>Reads one block of a message's content. The block itself goes along, for an upstream that speaks the same wire.</summary>
internal static class BlockReader
{
    /// <summary>Reads a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="at">Where it stands.</param>
    /// <returns>The content; one of the bare base type where no other wire knows such a thing.</returns>
    /// <exception cref="BatonException">The block lacks what one of its type must have.</exception>
    public static AIContent Read(JsonElement block, string at)
    {
        var content = Json.Text(block, "type") switch
        {
            "text" => new TextContent(Json.Text(block, "text") ?? throw Missing(at, "text")),
            "image" => MediaReader.Image(block, at),
            "document" => MediaReader.Document(block, at),
            "search_result" => new TextContent(MediaReader.TextOf(block)),
            "tool_use" => Call(block, at),
            "tool_result" => Result(block, at),
            "thinking" => Thought(block),
            "redacted_thinking" => new TextReasoningContent("") { ProtectedData = Json.Text(block, "data") ?? throw Missing(at, "data") },
            null => throw Missing(at, "type"),
            _ => new AIContent(),
        };
        return WireBlocks.Attach(content, block);
    }

    private static FunctionCallContent Call(JsonElement block, string at)
    {
        var input = Json.Object(block, "input");
        return ContentReader.Call(
            Json.Text(block, "id") ?? throw Missing(at, "id"),
            Json.Text(block, "name") ?? throw Missing(at, "name"),
            input.ValueKind == JsonValueKind.Object ? input.GetRawText() : throw Missing(at, "input"));
    }

    private static FunctionResultContent Result(JsonElement block, string at)
    {
        var result = new FunctionResultContent(Json.Text(block, "tool_use_id") ?? throw Missing(at, "tool_use_id"), ResultOf(block, at));
        if (block.TryGetProperty("is_error", out var failed) && failed.ValueKind == JsonValueKind.True)
        {
            result.Exception = new InvalidOperationException("The tool failed.");
        }

        return result;
    }

    /// <summary>Texts as one text, so that every wire can say it; with a picture among them, the parts.</summary>
    public static object? ResultOf(JsonElement block, string at)
    {
        if (!block.TryGetProperty("content", out var content) || content.ValueKind == JsonValueKind.String)
        {
            return content.ValueKind == JsonValueKind.String ? content.GetString() : null;
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            throw Wrong($"{at}.content", "a string or an array of blocks");
        }

        var parts = new List<AIContent>(content.GetArrayLength());
        foreach (var part in content.EnumerateArray())
        {
            parts.Add(Read(part, $"{at}.content[{parts.Count}]"));
        }

        return parts.TrueForAll(part => part is TextContent) ? string.Join('\n', parts.Cast<TextContent>().Select(part => part.Text)) : parts;
    }

    /// <summary>A thought that went out through this gateway for a model of another vendor has that model's name for a signature.</summary>
    private static TextReasoningContent Thought(JsonElement block)
    {
        var signature = Json.Text(block, "signature");
        var thought = new TextReasoningContent(Json.Text(block, "thinking") ?? "");
        if (string.IsNullOrEmpty(signature) || Thoughts.IsOwnSignature(signature, out _))
        {
            thought.AdditionalProperties = Thoughts.Mark(Thoughts.IsOwnSignature(signature, out var model) ? model : ""); // Else nobody's that is known.
        }
        else
        {
            thought.ProtectedData = signature;
        }

        return thought;
    }

    private static BatonException Missing(string at, string name) => Invalid($"'{at}.{name}' is missing.", $"{at}.{name}");
}
