using System.Text.Json;
using Baton.Providers.Anthropic.Inbound;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>
/// A content's block as it came over this wire: marks for the cache, citations and whatever the API will have tomorrow
/// stay with it. Whoever changes the content makes the block a thing of the past, so it is compared before it is sent.
/// </summary>
internal static class WireBlocks
{
    private const string Key = "baton.anthropic.block";

    /// <summary>Puts the block beside its content.</summary>
    public static AIContent Attach(AIContent content, JsonElement block)
    {
        (content.AdditionalProperties ??= [])[Key] = block;
        return content;
    }

    /// <summary>The block of a content; an undefined element where it came another way.</summary>
    public static JsonElement Of(AIContent content) =>
        content.AdditionalProperties?.TryGetValue(Key, out var value) is true && value is JsonElement { ValueKind: JsonValueKind.Object } block
            ? block
            : default;

    /// <summary>Whether the content is nothing but its block: no other wire knows such a thing.</summary>
    public static bool IsAll(AIContent content) => content.GetType() == typeof(AIContent) && Of(content).ValueKind == JsonValueKind.Object;

    /// <summary>Whether the block still says what the content does. Calls, results and thoughts have rules of their own.</summary>
    public static bool StandsFor(AIContent content, out JsonElement block)
    {
        block = Of(content);
        return block.ValueKind == JsonValueKind.Object && content switch
        {
            TextContent text => text.Text == (Json.Text(block, "type") == "text" ? Json.Text(block, "text") : MediaReader.TextOf(block)),
            DataContent or UriContent or HostedFileContent => true, // Their data cannot be changed.
            FunctionResultContent result => SaysSame(result, block),
            _ => IsAll(content),
        };
    }

    /// <summary>Whether a result is still the one that came.</summary>
    private static bool SaysSame(FunctionResultContent result, JsonElement block)
    {
        if (!block.TryGetProperty("content", out var content))
        {
            return result.Result is null;
        }

        var said = content.ValueKind == JsonValueKind.String
            ? content.GetString()
            : string.Concat(content.EnumerateArray().Select(part => BlockReader.Read(part, "content")).OfType<TextContent>().Select(part => part.Text));
        return said == ToolResultText.Of(new FunctionResultContent(result.CallId, result.Result));
    }
}
