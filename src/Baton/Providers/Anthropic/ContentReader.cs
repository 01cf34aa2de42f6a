using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>Makes contents of the API's blocks, whether they came whole or in pieces.</summary>
/// <param name="model">The model's name at the provider, whose thoughts are marked with it.</param>
internal sealed class ContentReader(string model)
{
    private readonly AdditionalPropertiesDictionary _mark = Thoughts.Mark(model);

    /// <summary>Reads a whole block.</summary>
    /// <param name="block">The block.</param>
    /// <returns>The content; <c>null</c> where it is none for the caller, such as what a tool of the vendor's own did.</returns>
    public AIContent? Read(JsonElement block) => Json.Text(block, "type") switch
    {
        "text" => new TextContent(Json.Text(block, "text")),
        "thinking" => Thought(Json.Text(block, "thinking"), Json.Text(block, "signature")),
        "redacted_thinking" => Redacted(Json.Text(block, "data")),
        "tool_use" => Call(
            Json.Text(block, "id") ?? "", Json.Text(block, "name") ?? "",
            block.TryGetProperty("input", out var input) ? input.GetRawText() : ""),
        _ => null,
    };

    /// <summary>A thought, or a piece of one: its words, or its signature at the end.</summary>
    public TextReasoningContent Thought(string? text, string? signature) =>
        new(text ?? "") { ProtectedData = signature, AdditionalProperties = _mark };

    /// <summary>A thought that only the API can read.</summary>
    public TextReasoningContent Redacted(string? data) =>
        new("") { ProtectedData = data, AdditionalProperties = Thoughts.Mark(model, redacted: true) };

    /// <summary>A call. Its arguments stay readable as the text that the model wrote, also where they are no JSON.</summary>
    public static FunctionCallContent Call(string id, string name, string arguments)
    {
        var written = string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments;
        var call = FunctionCallContent.CreateFromParsedArguments(
            written, id, name, static json => JsonSerializer.Deserialize<Dictionary<string, object?>>(json, Json.Values)!);
        call.RawRepresentation = written;
        return call;
    }
}
