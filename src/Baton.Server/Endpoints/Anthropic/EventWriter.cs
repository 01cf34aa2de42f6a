using System.Buffers;
using System.Text;
using System.Text.Json;
using Baton.Providers;
using Baton.Providers.OpenAI.Streaming;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.Anthropic;

/// <summary>Writes typed updates as events of Anthropic's wire (WIRE 50–53): for upstreams of another wire, and for what a decorator changed.</summary>
/// <param name="output">Where to.</param>
/// <param name="record">What is known of the request.</param>
/// <param name="estimatedInput">Tokens sent, while the upstream has not counted them (WIRE 52).</param>
internal sealed class EventWriter(IBufferWriter<byte> output, RequestRecord record, int estimatedInput)
{
    private readonly CallIds _ids = new();
    private readonly StopReason _stop = new();
    private readonly List<AIContent> _held = [];
    private LiveCalls? _live;
    private OpenBlock _open;
    private bool _begun;
    private int _index;
    private string? _signature;

    /// <summary>The event that says that the stream lives.</summary>
    public static byte[] Ping { get; } = "event: ping\ndata: {\"type\":\"ping\"}\n\n"u8.ToArray();

    /// <summary>Writes what an update delivers; its end waits for <see cref="End"/>.</summary>
    public void Write(ChatResponseUpdate update)
    {
        Begin(update);
        _stop.Take(update.FinishReason, update.AdditionalProperties);
        if (update.RawRepresentation is RawFrames frames && frames.Describes(update))
        {
            Say(update.Contents.Where(content => content is not FunctionCallContent));

            // Arguments can take minutes to write: a caller who hears nothing meanwhile would take the stream for dead.
            frames.ReadCallPieces().ForEach((_live ??= new LiveCalls(BeginCall, GoOn, Close)).Add);
            Say(update.Contents.Where(content => content is FunctionCallContent));
        }
        else
        {
            Say(update.Contents);
        }
    }

    /// <summary>Writes the end; nothing where no typed update came.</summary>
    public void End()
    {
        if (!_begun)
        {
            return;
        }

        SayHeld();
        Close();
        Event("message_delta", writer =>
        {
            writer.WriteStartObject("delta");
            _stop.Write(writer);
            writer.WriteEndObject();
            MessageWriter.WriteUsage(writer, record.Usage, estimatedInput);
        });
        Event("message_stop", static _ => { });
    }

    private void Say(IEnumerable<AIContent> contents)
    {
        foreach (var content in contents)
        {
            if (content is FunctionCallContent call)
            {
                WriteCall(call);
            }
            else if (_live?.TryEnd() is false)
            {
                _held.Add(content); // Between the pieces of a call there is no room.
            }
            else
            {
                SayHeld();
                Say(content);
            }
        }
    }

    private void SayHeld()
    {
        _held.ForEach(Say);
        _held.Clear();
    }

    private void Say(AIContent content)
    {
        switch (content)
        {
            case TextContent { Text.Length: > 0 } text:
                WriteText(text.Text);
                break;
            case TextReasoningContent thought:
                WriteThought(thought);
                break;
            case ErrorContent refusal:
                _stop.Refused = true;
                WriteText(refusal.Message);
                break;
            default:
                break;
        }
    }

    private void Begin(ChatResponseUpdate update)
    {
        if (_begun)
        {
            return;
        }

        _begun = true;
        Event("message_start", writer =>
        {
            writer.WriteStartObject("message");
            MessageWriter.WriteHead(writer, update.ResponseId, update.ModelId, record);
            writer.WriteStartArray("content");
            writer.WriteEndArray();
            writer.WriteNull("stop_reason");
            writer.WriteNull("stop_sequence");
            MessageWriter.WriteUsage(writer, record.Usage, estimatedInput);
            writer.WriteEndObject();
        });
        output.Write(Ping);
    }

    private void WriteText(string text)
    {
        Open(OpenBlock.Text, static writer =>
        {
            writer.WriteString("type", "text");
            writer.WriteString("text", "");
        });
        Delta("text_delta", "text", text);
    }

    private void WriteThought(TextReasoningContent thought)
    {
        if (thought is { Text.Length: 0, ProtectedData.Length: > 0 } && Thoughts.IsRedacted(thought))
        {
            Close();
            Open(OpenBlock.Whole, writer =>
            {
                writer.WriteString("type", "redacted_thinking");
                writer.WriteString("data", thought.ProtectedData);
            });
            Close();
            return;
        }

        if (thought is { Text.Length: 0, ProtectedData: null or "" })
        {
            return;
        }

        // A model may sign a thought that it does not show.
        Open(OpenBlock.Thought, static writer =>
        {
            writer.WriteString("type", "thinking");
            writer.WriteString("thinking", "");
            writer.WriteString("signature", "");
        });
        if (thought.Text.Length > 0)
        {
            Delta("thinking_delta", "thinking", thought.Text);
        }

        if (!string.IsNullOrEmpty(thought.ProtectedData))
        {
            _signature = thought.ProtectedData;
            Close(); // Signed is ended.
        }
    }

    private void WriteCall(FunctionCallContent call)
    {
        if (_live?.Take(call) is not true)
        {
            BeginCall(call.CallId, call.Name);
            GoOn(MessageWriter.ArgumentsOf(call));
            Close();
        }
    }

    private void BeginCall(string id, string name)
    {
        SayHeld();
        Close();
        _stop.Called = true;
        Open(OpenBlock.Whole, writer =>
        {
            writer.WriteString("type", "tool_use");
            writer.WriteString("id", _ids.For(id));
            writer.WriteString("name", name);
            writer.WriteStartObject("input");
            writer.WriteEndObject();
        });
    }

    private void GoOn(string arguments)
    {
        if (arguments.Length > 0)
        {
            Delta("input_json_delta", "partial_json", arguments);
        }
    }

    private void Open(OpenBlock block, Action<Utf8JsonWriter> write)
    {
        if (_open == block)
        {
            return;
        }

        Close();
        _open = block;
        Event("content_block_start", writer =>
        {
            writer.WriteNumber("index", _index);
            writer.WriteStartObject("content_block");
            write(writer);
            writer.WriteEndObject();
        });
    }

    private void Close()
    {
        if (_open == OpenBlock.None)
        {
            return;
        }

        if (_open == OpenBlock.Thought)
        {
            Delta("signature_delta", "signature", _signature ?? Thoughts.SignatureFor(record.Deployment?.UpstreamModel ?? ""));
        }

        _signature = null;
        _open = OpenBlock.None;
        Event("content_block_stop", writer => writer.WriteNumber("index", _index));
        _index++;
    }

    private void Delta(string type, string name, string piece) => Event("content_block_delta", writer =>
    {
        writer.WriteNumber("index", _index);
        writer.WriteStartObject("delta");
        writer.WriteString("type", type);
        writer.WriteString(name, piece);
        writer.WriteEndObject();
    });

    private void Event(string type, Action<Utf8JsonWriter> members)
    {
        output.Write("event: "u8);
        Encoding.UTF8.GetBytes(type, output);
        output.Write("\ndata: "u8);
        using (var writer = new Utf8JsonWriter(output, MessageWriter.Writing))
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            members(writer);
            writer.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    private enum OpenBlock
    {
        None,
        Text,
        Thought,
        Whole,
    }
}
