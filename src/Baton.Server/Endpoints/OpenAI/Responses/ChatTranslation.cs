using System.Buffers;
using System.Text.Json;
using Baton.Providers.OpenAI;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>A Responses request as a chat request: from there on both take the same way to every provider.</summary>
/// <param name="Request">The chat request.</param>
/// <param name="Messages">Its own messages, or a copy with thoughts that its wire has no place for.</param>
internal sealed record ChatTranslation(RawChatRequest Request, IEnumerable<ChatMessage> Messages)
{
    /// <summary>Fields that both wires name alike; the chat request's own checks hold for them.</summary>
    private static readonly string[] Alike =
    [
        "model", "temperature", "top_p", "frequency_penalty", "presence_penalty", "user", "service_tier", "safety_identifier",
        "prompt_cache_key", "prompt_cache_retention",
    ];

    /// <summary>Translates a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="items">What was said before and what it says, references resolved.</param>
    /// <returns>The chat request, and the messages to ask with.</returns>
    /// <exception cref="BatonException">Something in it is malformed or not served; <c>Param</c> names it.</exception>
    public static ChatTranslation Of(ResponsesRequest request, IEnumerable<WireObject> items)
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        IReadOnlyList<(int Message, TextReasoningContent Thought)> thoughts;
        using (var writer = new Utf8JsonWriter(buffer, JsonWriting.Options))
        {
            writer.WriteStartObject();
            WriteAlike(writer, request.Body);
            if (request.Stream)
            {
                writer.WriteBoolean("stream", true);
            }

            if (request.MaxOutputTokens is { } max)
            {
                writer.WriteNumber("max_completion_tokens", max);
            }

            if (request.Reasoning?.Text("effort") is { } effort)
            {
                writer.WriteString("reasoning_effort", effort);
            }

            if (request.Body.Object("text")?.Text("verbosity") is { } verbosity)
            {
                writer.WriteString("verbosity", verbosity);
            }

            ToolTranslation.Write(writer, request);
            thoughts = WriteMessages(writer, request, items);
            writer.WriteEndObject();
        }

        var body = buffer.WrittenSpan.ToArray();
        var chat = RawChatRequest.Parse(body, body.Length);
        return new ChatTranslation(chat, thoughts.Count == 0 ? chat.Messages : WithThoughts(chat.Messages, thoughts));
    }

    private static void WriteAlike(Utf8JsonWriter writer, WireObject body)
    {
        foreach (var name in Alike)
        {
            if (body[name] is { } value)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }
    }

    private static IReadOnlyList<(int Message, TextReasoningContent Thought)> WriteMessages(
        Utf8JsonWriter writer, ResponsesRequest request, IEnumerable<WireObject> items)
    {
        writer.WriteStartArray("messages");
        var messages = new MessageTranslation(writer);
        if (request.Instructions is { Length: > 0 } instructions)
        {
            messages.Instruct(instructions);
        }

        foreach (var item in items)
        {
            messages.Take(item);
        }

        messages.End();
        writer.WriteEndArray();
        return messages.Thoughts;
    }

    private static List<ChatMessage> WithThoughts(
        IReadOnlyList<ChatMessage> messages, IReadOnlyList<(int Message, TextReasoningContent Thought)> thoughts)
    {
        var copy = messages.ToList();
        foreach (var turn in thoughts.GroupBy(t => t.Message))
        {
            var message = copy[turn.Key];
            message.Contents = [.. turn.Select(t => t.Thought), .. message.Contents.Where(c => c is not TextReasoningContent)];
        }

        return copy;
    }
}
