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

    /// <summary>Whether the block still says what the content does. Of a call it never does: its id may have to be another.</summary>
    public static bool StandsFor(AIContent content, out JsonElement block)
    {
        block = Of(content);
        return block.ValueKind == JsonValueKind.Object && content switch
        {
            TextContent text => text.Text == (Json.Text(block, "type") == "text" ? Json.Text(block, "text") : MediaReader.TextOf(block)),
            DataContent or UriContent or HostedFileContent => true, // Their data cannot be changed.
            FunctionResultContent result => SaysSame(result, block),
            TextReasoningContent thought => thought.Text == (Json.Text(block, "thinking") ?? "")
                && thought.ProtectedData == (Json.Text(block, "signature") ?? Json.Text(block, "data")),
            _ => IsAll(content),
        };
    }

    /// <summary>Whether a result is still the one that came: as text, because pictures cannot be changed.</summary>
    private static bool SaysSame(FunctionResultContent result, JsonElement block) =>
        TextOf(result.Result) == TextOf(BlockReader.ResultOf(block, "content"));

    private static string TextOf(object? result) => ToolResultText.Of(new FunctionResultContent("", result));
}
