using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Caching;

/// <summary>A request of a program, or of a wire that is translated, as JSON with all that its answer depends on.</summary>
internal static class TypedRequest
{
    private static readonly JsonSerializerOptions Json = AIJsonUtilities.DefaultOptions;

    /// <summary>Writes it.</summary>
    /// <returns>Whether all of it could be written: a tool or a content of a kind that is not known here has no looks to go by.</returns>
    public static bool TryWrite(Utf8JsonWriter writer, IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        if (options.ConversationId is not null || options.ContinuationToken is not null || options.Tools?.Any(t => t is not AIFunctionDeclaration) == true)
        {
            return false;
        }

        foreach (var message in messages)
        {
            writer.WriteStringValue(message.Role.Value);
            writer.WriteStringValue(message.AuthorName);
            foreach (var content in message.Contents)
            {
                if (content is not (TextContent or TextReasoningContent or DataContent or UriContent or FunctionCallContent or FunctionResultContent))
                {
                    return false;
                }

                Write<AIContent>(writer, content); // As one of them, so that its kind is written too.
            }
        }

        Write(writer, new
        {
            options.Instructions,
            options.Temperature,
            options.TopP,
            options.TopK,
            options.FrequencyPenalty,
            options.PresencePenalty,
            options.Seed,
            options.MaxOutputTokens,
            options.StopSequences,
            options.AllowMultipleToolCalls,
            options.AdditionalProperties,
            options.Reasoning?.Effort,
        });
        JsonSerializer.Serialize(writer, options.ResponseFormat, Json.GetTypeInfo(typeof(ChatResponseFormat)));
        JsonSerializer.Serialize(writer, options.ToolMode, Json.GetTypeInfo(typeof(ChatToolMode)));
        foreach (var tool in options.Tools?.OfType<AIFunctionDeclaration>() ?? [])
        {
            writer.WriteStringValue(tool.Name);
            writer.WriteStringValue(tool.Description);
            CanonicalJson.Write(writer, tool.JsonSchema);
        }

        return true;
    }

    private static void Write<T>(Utf8JsonWriter writer, T value) =>
        CanonicalJson.Write(writer, JsonSerializer.SerializeToElement(value, Json));
}
