using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Baton.Models;
using Baton.Providers.OpenAI.Streaming;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.OpenAI;

/// <summary>Writes typed updates as chunks of the OpenAI wire (WIRE 9–28): for upstreams of another wire, and for what a decorator changed.</summary>
internal sealed class ChunkWriter(IBufferWriter<byte> output, RequestRecord record, TimeProvider time)
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private string? _id;
    private string _model = "";
    private long _created;
    private bool _begun;
    private int _calls;
    private ChatFinishReason? _finish;

    /// <summary>Writes what an update delivers; its end waits for <see cref="End"/>.</summary>
    public void Write(ChatResponseUpdate update)
    {
        Begin(update);
        _finish = update.FinishReason ?? _finish;
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case TextContent { Text.Length: > 0 } text:
                    WriteText("content", text.Text);
                    break;
                case TextReasoningContent { Text.Length: > 0 } reasoning:
                    WriteText("reasoning_content", reasoning.Text);
                    break;
                case ErrorContent error:
                    WriteText("refusal", error.Message);
                    break;
                case FunctionCallContent call:
                    WriteCall(call);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Writes the end, and the usage where it was asked for; nothing where no typed update came.</summary>
    public void End(bool usageWanted)
    {
        if (_id is null)
        {
            return;
        }

        var finish = FinishReasons.FromFinishReason(_finish);
        finish = finish == "stop" && _calls > 0 ? "tool_calls" : finish;
        WriteChunk(finish, static (_, _) => { }, "");
        if (usageWanted)
        {
            WriteUsage(record.Usage ?? default);
        }
    }

    private void Begin(ChatResponseUpdate update)
    {
        if (_id is null)
        {
            _id = string.IsNullOrEmpty(update.ResponseId) ? $"chatcmpl-{Guid.NewGuid():N}" : update.ResponseId;
            _model = update.ModelId ?? record.Deployment?.UpstreamModel ?? "";
            _created = (update.CreatedAt ?? time.GetUtcNow()).ToUnixTimeSeconds();
        }
    }

    private void WriteText(string field, string text) =>
        WriteChunk(null, static (writer, said) => writer.WriteString(said.field, said.text), (field, text));

    private void WriteCall(FunctionCallContent call)
    {
        var index = _calls++;
        WriteChunk(
            null,
            static (writer, said) =>
            {
                writer.WriteStartArray("tool_calls");
                writer.WriteStartObject();
                writer.WriteNumber("index", said.index);
                CompletionWriter.WriteCallBody(writer, said.call);
                writer.WriteEndObject();
                writer.WriteEndArray();
            },
            (index, call));
    }

    private void WriteChunk<T>(string? finish, Action<Utf8JsonWriter, T> delta, T said)
    {
        output.Write("data: "u8);
        using (var writer = new Utf8JsonWriter(output, Writing))
        {
            WriteHead(writer);
            writer.WriteStartArray("choices");
            writer.WriteStartObject();
            writer.WriteNumber("index", 0);
            writer.WriteStartObject("delta");
            if (!_begun)
            {
                writer.WriteString("role", "assistant");
                _begun = true;
            }

            delta(writer, said);
            writer.WriteEndObject();
            writer.WriteString("finish_reason", finish);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    private void WriteUsage(TokenUsage usage)
    {
        output.Write("data: "u8);
        using (var writer = new Utf8JsonWriter(output, Writing))
        {
            WriteHead(writer);
            writer.WriteStartArray("choices");
            writer.WriteEndArray();
            CompletionWriter.WriteUsage(writer, usage);
            writer.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    private void WriteHead(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", _id);
        writer.WriteString("object", "chat.completion.chunk");
        writer.WriteNumber("created", _created);
        writer.WriteString("model", _model);
    }
}
