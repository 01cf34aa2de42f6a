using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Providers.OpenAI.Streaming;

/// <summary>
/// Puts the pieces of streamed tool calls in order (WIRE 17–21): an index each, dense and stable; id, type and name in
/// the first piece alone; no index twice in a chunk.
/// </summary>
internal static class ToolCallMender
{
    /// <summary>Mends the pieces in one delta and moves the state on.</summary>
    /// <param name="pieces">The value of <c>tool_calls</c>; changed in place.</param>
    /// <param name="choice">The choice it belongs to.</param>
    /// <param name="state">The stream so far.</param>
    public static void Mend(JsonArray pieces, int choice, StreamState state)
    {
        var came = pieces.OfType<JsonObject>().ToList();
        pieces.Clear();
        var sent = new Dictionary<int, JsonObject>();
        foreach (var piece in came)
        {
            var function = piece["function"] as JsonObject ?? [];
            var name = Text(function["name"]);
            if (Find(piece, name, choice, state) is { } call)
            {
                call.Name = call.Name.Length == 0 ? name ?? "" : call.Name;
                Append(piece, Arguments(function), call, sent, pieces, state);
            }
        }
    }

    private static ToolCallState? Find(JsonObject piece, string? name, int choice, StreamState state)
    {
        var upstreamIndex = piece["index"] is JsonValue value && value.TryGetValue<int>(out var number) ? number : (int?)null;
        var id = Text(piece["id"]);
        var known = id is null
            ? Latest(state, choice, upstreamIndex, name)
            : state.Calls.FindLast(c => c.Choice == choice && c.Id == id);
        if (known is not null || (name is null && id is null))
        {
            return known; // A piece with neither id nor name and no call to belong to is a piece of nothing.
        }

        var index = state.Calls.Count(c => c.Choice == choice);
        var call = new ToolCallState(choice, index, upstreamIndex, id ?? $"call_{Guid.NewGuid():N}");
        state.Calls.Add(call);
        state.Remapped |= upstreamIndex != index;
        return call;
    }

    /// <summary>
    /// The call that a piece without an id belongs to: the last one of its index, or without an index the last one,
    /// unless a name begins another.
    /// </summary>
    private static ToolCallState? Latest(StreamState state, int choice, int? upstreamIndex, string? name)
    {
        var found = state.Calls.FindLast(c => c.Choice == choice && (upstreamIndex is null || c.UpstreamIndex == upstreamIndex));
        var beginsAnother = found is { Name.Length: > 0 } && name is not null && (name != found.Name || upstreamIndex is null);
        return beginsAnother ? null : found;
    }

    private static string Arguments(JsonObject function) => function["arguments"] switch
    {
        JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
        JsonObject whole => whole.ToJsonString(JsonWriting.Relaxed), // Some send the object itself.
        _ => "",
    };

    private static void Append(
        JsonObject piece, string arguments, ToolCallState call, Dictionary<int, JsonObject> sent, JsonArray pieces, StreamState state)
    {
        call.Arguments.Append(arguments);
        state.TextBytes += arguments.Length;
        if (call.Name.Length == 0)
        {
            state.Remapped = true; // Held back until its name comes.
            return;
        }

        if (sent.TryGetValue(call.Index, out var earlier)) // WIRE 19
        {
            var function = earlier["function"]!;
            function["arguments"] = function["arguments"]!.GetValue<string>() + arguments;
            return;
        }

        var mended = piece.DeepClone().AsObject();
        mended["index"] = call.Index;
        if (call.Announced)
        {
            mended.Remove("id");
            mended.Remove("type");
            mended["function"] = new JsonObject { ["arguments"] = arguments };
        }
        else
        {
            mended["id"] = call.Id;
            mended["type"] = "function";
            mended["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments.ToString() };
            call.Announced = true;
        }

        pieces.Add((JsonNode)mended);
        sent[call.Index] = mended;
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is { Length: > 0 } text ? text : null;
}
