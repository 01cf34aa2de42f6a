using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Baton.Models;
using Baton.Providers;
using Baton.Providers.OpenAI;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.Anthropic;

/// <summary>Writes a typed answer as a whole message of Anthropic's wire.</summary>
internal static class MessageWriter
{
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes the answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="record">What is known of the request.</param>
    /// <param name="estimatedInput">Tokens sent, where nobody counted them.</param>
    public static ReadOnlyMemory<byte> Write(ChatResponse answer, RequestRecord record, int estimatedInput)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using var writer = new Utf8JsonWriter(buffer, Writing);
        var stop = new StopReason();
        stop.Take(answer.FinishReason, answer.AdditionalProperties);
        writer.WriteStartObject();
        WriteHead(writer, answer.ResponseId, answer.ModelId, record);
        WriteContent(writer, [.. answer.Messages.SelectMany(m => m.Contents)], stop, record);
        stop.Write(writer);
        WriteUsage(writer, record.Usage, estimatedInput);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>What a message begins with.</summary>
    public static void WriteHead(Utf8JsonWriter writer, string? id, string? model, RequestRecord record)
    {
        writer.WriteString("id", IdOf(id));
        writer.WriteString("type", "message");
        writer.WriteString("role", "assistant");
        writer.WriteString("model", model ?? record.Deployment?.UpstreamModel ?? "");
    }

    /// <summary>The counts; this wire's <c>input_tokens</c> leaves cached ones out (WIRE 27).</summary>
    public static void WriteUsage(Utf8JsonWriter writer, TokenUsage? usage, int estimatedInput)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("input_tokens", usage?.Input ?? estimatedInput);
        writer.WriteNumber("cache_creation_input_tokens", usage?.CacheWrite ?? 0);
        writer.WriteNumber("cache_read_input_tokens", usage?.CacheRead ?? 0);
        writer.WriteNumber("output_tokens", usage?.Output ?? 0);
        writer.WriteEndObject();
    }

    /// <summary>A call's arguments as the text of a JSON object: this wire knows no others (WIRE 53).</summary>
    public static string ArgumentsOf(FunctionCallContent call)
    {
        var text = ChatMessageWriter.ArgumentsText(call);
        return IsObject(text) ? text : JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["arguments"] = text });
    }

    /// <summary>Whether a text is a whole JSON object.</summary>
    public static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 256 });
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string IdOf(string? id) => id switch
    {
        null or "" => $"msg_{Guid.NewGuid():N}",
        _ when id.StartsWith("msg_", StringComparison.Ordinal) => id,
        _ => $"msg_{id}",
    };

    /// <summary>Blocks in the order of the contents; neighbouring pieces of text or of a thought are one block.</summary>
    private static void WriteContent(Utf8JsonWriter writer, IReadOnlyList<AIContent> contents, StopReason stop, RequestRecord record)
    {
        var ids = new CallIds();
        writer.WriteStartArray("content");
        for (var i = 0; i < contents.Count; i++)
        {
            switch (contents[i])
            {
                case TextContent:
                    WriteText(writer, Join<TextContent>(contents, ref i, static text => text.Text));
                    break;
                case TextReasoningContent { Text.Length: 0, ProtectedData.Length: > 0 } thought when Thoughts.IsRedacted(thought):
                    writer.WriteStartObject();
                    writer.WriteString("type", "redacted_thinking");
                    writer.WriteString("data", thought.ProtectedData);
                    writer.WriteEndObject();
                    break;
                case TextReasoningContent thought when thought.Text.Length > 0 || !string.IsNullOrEmpty(thought.ProtectedData):
                    WriteThought(writer, thought, record);
                    break;
                case FunctionCallContent call:
                    stop.Called = true;
                    WriteCall(writer, call, ids.For(call.CallId));
                    break;
                case ErrorContent refusal:
                    stop.Refused = true;
                    WriteText(writer, refusal.Message);
                    break;
                default:
                    break;
            }
        }

        writer.WriteEndArray();
    }

    private static string Join<T>(IReadOnlyList<AIContent> contents, ref int at, Func<T, string> textOf)
        where T : AIContent
    {
        var text = textOf((T)contents[at]);
        while (at + 1 < contents.Count && contents[at + 1] is T next)
        {
            text += textOf(next);
            at++;
        }

        return text;
    }

    private static void WriteText(Utf8JsonWriter writer, string text)
    {
        if (text.Length == 0)
        {
            return; // The API itself refuses empty blocks when they come back.
        }

        writer.WriteStartObject();
        writer.WriteString("type", "text");
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }

    private static void WriteThought(Utf8JsonWriter writer, TextReasoningContent thought, RequestRecord record)
    {
        var signature = string.IsNullOrEmpty(thought.ProtectedData)
            ? Thoughts.SignatureFor(record.Deployment?.UpstreamModel ?? "")
            : thought.ProtectedData;
        writer.WriteStartObject();
        writer.WriteString("type", "thinking");
        writer.WriteString("thinking", thought.Text);
        writer.WriteString("signature", signature);
        writer.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter writer, FunctionCallContent call, string id)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "tool_use");
        writer.WriteString("id", id);
        writer.WriteString("name", call.Name);
        writer.WritePropertyName("input");
        writer.WriteRawValue(ArgumentsOf(call));
        writer.WriteEndObject();
    }
}
