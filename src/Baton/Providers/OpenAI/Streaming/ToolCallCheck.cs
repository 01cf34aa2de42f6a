using System.Text.Json;

namespace Baton.Providers.OpenAI.Streaming;

/// <summary>Tells whether the tool calls of a chunk are right as they are, and if so moves the state on.</summary>
internal static class ToolCallCheck
{
    /// <summary>Looks at a chunk with tool calls in it.</summary>
    /// <param name="json">The chunk.</param>
    /// <param name="state">The stream so far; changed only where everything is right.</param>
    /// <returns>Whether the chunk may be sent on as it is.</returns>
    public static bool TryAccept(ReadOnlyMemory<byte> json, StreamState state)
    {
        if (state.Remapped)
        {
            return false;
        }

        using var document = JsonDocument.Parse(json);
        var begun = new List<ToolCallState>();
        var pieces = new List<(ToolCallState Call, string Arguments)>();
        foreach (var choice in document.RootElement.GetProperty("choices").EnumerateArray())
        {
            if (choice.GetProperty("delta").TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array
                && !Check(calls, choice.GetProperty("index").GetInt32(), state, begun, pieces))
            {
                return false;
            }
        }

        state.Calls.AddRange(begun);
        foreach (var (call, arguments) in pieces)
        {
            call.Arguments.Append(arguments);
            state.TextBytes += arguments.Length;
        }

        return true;
    }

    private static bool Check(
        JsonElement calls, int choice, StreamState state, List<ToolCallState> begun, List<(ToolCallState Call, string Arguments)> pieces)
    {
        foreach (var piece in calls.EnumerateArray())
        {
            if (piece.ValueKind != JsonValueKind.Object
                || !piece.TryGetProperty("index", out var i) || i.ValueKind != JsonValueKind.Number || !i.TryGetInt32(out var index)
                || pieces.Exists(p => p.Call.Choice == choice && p.Call.Index == index)
                || !piece.TryGetProperty("function", out var function) || function.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            var id = ChatMessageReader.Text(piece, "id");
            var name = ChatMessageReader.Text(function, "name");
            var call = state.Calls.Find(c => c.Choice == choice && c.Index == index);
            if (call is null)
            {
                var next = state.Calls.Count(c => c.Choice == choice) + begun.Count(c => c.Choice == choice);
                if (index != next || string.IsNullOrEmpty(id) || string.IsNullOrEmpty(name) || ChatMessageReader.Text(piece, "type") != "function"
                    || state.Calls.Exists(c => c.Id == id))
                {
                    return false;
                }

                call = new ToolCallState(choice, index, index, id) { Name = name, Announced = true };
                begun.Add(call);
            }
            else if (piece.TryGetProperty("id", out _) || piece.TryGetProperty("type", out _) || function.TryGetProperty("name", out _))
            {
                return false;
            }

            var arguments = ChatMessageReader.Text(function, "arguments");
            if (arguments is null)
            {
                return false;
            }

            pieces.Add((call, arguments));
        }

        return true;
    }
}
