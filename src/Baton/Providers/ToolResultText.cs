using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers;

/// <summary>A tool's result as text, for wires whose results are strings.</summary>
internal static class ToolResultText
{
    /// <summary>Without the indentation that the abstractions' own options have: it would be paid for in tokens.</summary>
    private static readonly JsonSerializerOptions Compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    /// <summary>Strings as they are, anything else as JSON.</summary>
    /// <param name="result">The result.</param>
    /// <returns>Its text; an exception's message where the tool failed without a result.</returns>
    public static string Of(FunctionResultContent result) => result.Result switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        JsonElement element => element.GetRawText(),
        TextContent text => text.Text,
        IEnumerable<AIContent> contents => string.Concat(contents.OfType<TextContent>().Select(c => c.Text)),
        null => result.Exception is { } failure ? $"error: {failure.Message}" : "",
        var value => JsonSerializer.Serialize(value, value.GetType(), Compact),
    };
}
