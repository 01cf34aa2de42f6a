using System.Text.Json;
using Baton.Providers.OpenAI.Streaming;
using Baton.Providers.OpenAI.TextCompletions;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.OpenAI.Completions;

/// <summary>Writes a choice: an upstream's own with its place among all, or one made of a chat's answer.</summary>
internal static class TextChoice
{
    /// <summary>Writes the upstream's own choice.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool Write(Utf8JsonWriter writer, int index, TextAnswer answer)
    {
        if (answer.Choice is not { } choice)
        {
            return false;
        }

        writer.WriteStartObject();
        foreach (var field in choice.EnumerateObject())
        {
            if (field.Name != "index")
            {
                field.WriteTo(writer);
            }
        }

        writer.WriteNumber("index", index);
        writer.WriteEndObject();
        return true;
    }

    /// <summary>Writes one made of a text.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="index">Its place.</param>
    /// <param name="text">The text.</param>
    /// <param name="finish">Why it ended; <c>null</c> while it goes on.</param>
    public static void Write(Utf8JsonWriter writer, int index, string text, string? finish)
    {
        writer.WriteStartObject();
        writer.WriteString("text", text);
        writer.WriteNumber("index", index);
        writer.WriteNull("logprobs");
        writer.WriteString("finish_reason", finish);
        writer.WriteEndObject();
    }

    /// <summary>The wire's word for the end; a text calls no tools.</summary>
    public static string Finish(ChatFinishReason? reason) => FinishReasons.FromFinishReason(reason) switch
    {
        "length" => "length",
        "content_filter" => "content_filter",
        _ => "stop",
    };

    /// <summary>What an answer says in words.</summary>
    public static string Text(AIContent content) => content switch
    {
        TextContent text => text.Text,
        ErrorContent refusal => refusal.Message,
        _ => "",
    };
}
