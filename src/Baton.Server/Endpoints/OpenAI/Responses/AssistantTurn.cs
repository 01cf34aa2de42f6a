using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>What a model said in one turn: several items here, one message on the chat wire.</summary>
internal sealed class AssistantTurn
{
    private readonly StringBuilder _reasoning = new();
    private readonly List<TextReasoningContent> _thoughts = [];
    private readonly List<WireObject> _messages = [];
    private readonly List<WireObject> _calls = [];

    /// <summary>Whether a further message belongs to another turn: after a text, but not between calls and their results.</summary>
    public bool IsSaid => _messages.Count > 0 && _calls.Count == 0;

    /// <summary>Whether there is anything to write: a thought without what it led to is none.</summary>
    public bool IsEmpty => _messages.Count == 0 && _calls.Count == 0;

    /// <summary>Thoughts that their own model can have back.</summary>
    public IReadOnlyList<TextReasoningContent> Thoughts => _thoughts;

    public void Say(WireObject message) => _messages.Add(message);

    public void Call(WireObject call) => _calls.Add(call);

    /// <summary>Takes a reasoning item.</summary>
    public void Think(WireObject item)
    {
        var parts = item.Objects("content") is { Count: > 0 } content ? content : item.Objects("summary");
        var text = string.Join("\n\n", parts.Select(part => part.DemandText("text")));
        if (item.Text("encrypted_content") is { } carried && CarriedThought.Read(carried, text) is { } thought)
        {
            _thoughts.Add(thought);
        }

        _reasoning.Append(_reasoning.Length > 0 && text.Length > 0 ? "\n\n" : "").Append(text);
    }

    /// <summary>Writes the message.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("role", "assistant");
        if (_reasoning.Length > 0)
        {
            writer.WriteString("reasoning_content", _reasoning.ToString());
        }

        MessageContent.Write(writer, _messages);
        if (_calls.Count > 0)
        {
            writer.WriteStartArray("tool_calls");
            _calls.ForEach(call => WriteCall(writer, call));
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter writer, WireObject call)
    {
        writer.WriteStartObject();
        writer.WriteString("id", call.DemandText("call_id"));
        writer.WriteString("type", "function");
        writer.WriteStartObject("function");
        writer.WriteString("name", call.DemandText("name"));
        writer.WriteString("arguments", call.Text("arguments") is { Length: > 0 } arguments ? arguments : "{}");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
