using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Baton.Models;
using Baton.Providers.OpenAI;
using Baton.Providers.OpenAI.Streaming;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.OpenAI;

/// <summary>Writes a typed answer as a whole one of the OpenAI wire.</summary>
internal static class CompletionWriter
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Write(ChatResponse answer, RequestRecord record, TimeProvider time)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using var writer = new Utf8JsonWriter(buffer, Writing);
        writer.WriteStartObject();
        writer.WriteString("id", string.IsNullOrEmpty(answer.ResponseId) ? $"chatcmpl-{Guid.NewGuid():N}" : answer.ResponseId);
        writer.WriteString("object", "chat.completion");
        writer.WriteNumber("created", (answer.CreatedAt ?? time.GetUtcNow()).ToUnixTimeSeconds());
        writer.WriteString("model", answer.ModelId ?? record.Deployment?.UpstreamModel ?? "");
        writer.WriteStartArray("choices");
        writer.WriteStartObject();
        writer.WriteNumber("index", 0);
        var hasCalls = WriteMessage(writer, [.. answer.Messages.SelectMany(m => m.Contents)]);
        writer.WriteNull("logprobs");
        var finish = FinishReasons.FromFinishReason(answer.FinishReason);
        writer.WriteString("finish_reason", hasCalls && finish == "stop" ? "tool_calls" : finish);
        writer.WriteEndObject();
        writer.WriteEndArray();
        WriteUsage(writer, record.Usage ?? default);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    public static void WriteUsage(Utf8JsonWriter writer, TokenUsage usage)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("prompt_tokens", usage.Prompt);
        writer.WriteNumber("completion_tokens", usage.Output);
        writer.WriteNumber("total_tokens", usage.Prompt + usage.Output);
        writer.WriteStartObject("prompt_tokens_details");
        writer.WriteNumber("cached_tokens", usage.CacheRead);
        writer.WriteEndObject();
        writer.WriteStartObject("completion_tokens_details");
        writer.WriteNumber("reasoning_tokens", usage.Reasoning);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void WriteCallBody(Utf8JsonWriter writer, FunctionCallContent call)
    {
        writer.WriteString("id", call.CallId);
        writer.WriteString("type", "function");
        writer.WriteStartObject("function");
        writer.WriteString("name", call.Name);
        writer.WriteString("arguments", ChatMessageWriter.ArgumentsText(call));
        writer.WriteEndObject();
    }

    private static bool WriteMessage(Utf8JsonWriter writer, IReadOnlyList<AIContent> contents)
    {
        var text = string.Concat(contents.OfType<TextContent>().Select(c => c.Text));
        var reasoning = string.Concat(contents.OfType<TextReasoningContent>().Select(c => c.Text));
        var calls = contents.OfType<FunctionCallContent>().ToList();
        writer.WriteStartObject("message");
        writer.WriteString("role", "assistant");
        writer.WriteString("content", text.Length == 0 && calls.Count > 0 ? null : text);
        writer.WriteString("refusal", contents.OfType<ErrorContent>().FirstOrDefault()?.Message);
        if (reasoning.Length > 0)
        {
            writer.WriteString("reasoning_content", reasoning);
        }

        if (calls.Count > 0)
        {
            writer.WriteStartArray("tool_calls");
            foreach (var call in calls)
            {
                writer.WriteStartObject();
                WriteCallBody(writer, call);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        return calls.Count > 0;
    }
}
