using System.Text.Json;
using Baton.Providers.OpenAI;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>
/// Writes items as messages of the chat wire. What a model said in one turn becomes one message; what a tool answered
/// besides text follows its results as a message of the user's, because a tool's message holds text only.
/// </summary>
/// <param name="writer">Where to, inside the array of messages.</param>
internal sealed class MessageTranslation(Utf8JsonWriter writer)
{
    private readonly HashSet<string> _calls = new(StringComparer.Ordinal);
    private readonly List<WireObject> _media = [];
    private readonly List<(int Message, TextReasoningContent Thought)> _thoughts = [];
    private AssistantTurn? _turn;
    private int _count;

    /// <summary>Thoughts that the chat wire has no place for, and the messages that they belong to.</summary>
    public IReadOnlyList<(int Message, TextReasoningContent Thought)> Thoughts => _thoughts;

    /// <summary>Writes the instructions, before all else.</summary>
    public void Instruct(string instructions)
    {
        writer.WriteStartObject();
        writer.WriteString("role", "system");
        writer.WriteString("content", instructions);
        writer.WriteEndObject();
        _count++;
    }

    /// <summary>Takes the next item.</summary>
    /// <exception cref="BatonException">It is malformed, of a kind that is not served, or answers no call.</exception>
    public void Take(WireObject item)
    {
        var type = InputItems.TypeOf(item);
        if (type != "function_call_output")
        {
            EndResults();
        }

        switch (type)
        {
            case "message":
                TakeMessage(item);
                break;
            case "reasoning":
                NextTurn().Think(item);
                break;
            case "function_call":
                _calls.Add(item.DemandText("call_id"));
                (_turn ??= new AssistantTurn()).Call(item);
                break;
            case "function_call_output":
                EndTurn();
                WriteResult(item);
                break;
            default:
                throw ChatRequestScanner.Invalid(
                    $"'{item.Path("type")}' is '{type}'; Baton serves message, function_call, function_call_output, reasoning and item_reference.",
                    item.Path("type"));
        }
    }

    /// <summary>Writes what is still open.</summary>
    /// <exception cref="BatonException">Nothing was said.</exception>
    public void End()
    {
        EndTurn();
        EndResults();
        if (_count == 0)
        {
            throw ChatRequestScanner.Invalid("'input' is empty: it must hold at least one message or result.", "input");
        }
    }

    private void TakeMessage(WireObject item)
    {
        var role = item.DemandText("role");
        if (role == "assistant")
        {
            NextTurn().Say(item);
            return;
        }

        if (role is not ("user" or "system" or "developer"))
        {
            throw ChatRequestScanner.Invalid(
                $"'{item.Path("role")}' is '{role}'; it must be user, assistant, system or developer.", item.Path("role"));
        }

        EndTurn();
        writer.WriteStartObject();
        writer.WriteString("role", role);
        MessageContent.Write(writer, [item]);
        writer.WriteEndObject();
        _count++;
    }

    private void WriteResult(WireObject item)
    {
        var call = item.DemandText("call_id");
        if (!_calls.Contains(call))
        {
            throw ChatRequestScanner.Invalid(
                $"'{item.Path("call_id")}' is '{call}', and no function_call before it has that id: send the call too, or name the response that made it in 'previous_response_id'.",
                item.Path("call_id"));
        }

        writer.WriteStartObject();
        writer.WriteString("role", "tool");
        writer.WriteString("tool_call_id", call);
        writer.WriteString("content", ResultText(item));
        writer.WriteEndObject();
        _count++;
    }

    private string ResultText(WireObject item)
    {
        switch (item["output"])
        {
            case { ValueKind: JsonValueKind.String } text:
                return text.GetString()!;
            case { ValueKind: JsonValueKind.Array }:
                var parts = item.Objects("output");
                _media.AddRange(parts.Where(part => PartTranslation.TextOf(part) is null));
                return string.Join('\n', parts.Select(PartTranslation.TextOf).OfType<string>());
            case null:
                throw ChatRequestScanner.Invalid($"'{item.Path("output")}' is missing.", item.Path("output"));
            default:
                throw ChatRequestScanner.Wrong(item.Path("output"), "a string or an array of parts");
        }
    }

    /// <summary>The open turn, unless it has said its words.</summary>
    private AssistantTurn NextTurn()
    {
        if (_turn is { IsSaid: true })
        {
            EndTurn();
        }

        return _turn ??= new AssistantTurn();
    }

    private void EndTurn()
    {
        if (_turn is { IsEmpty: false } turn)
        {
            _thoughts.AddRange(turn.Thoughts.Select(thought => (_count, thought)));
            turn.Write(writer);
            _count++;
        }

        _turn = null;
    }

    private void EndResults()
    {
        if (_media.Count == 0)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("role", "user");
        writer.WriteStartArray("content");
        _media.ForEach(part => PartTranslation.Write(writer, part));
        writer.WriteEndArray();
        writer.WriteEndObject();
        _media.Clear();
        _count++;
    }
}
