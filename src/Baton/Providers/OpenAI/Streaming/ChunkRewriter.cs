using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Providers.OpenAI.Streaming;

/// <summary>
/// Mends a chunk that breaks one of WIRE 9–35; everything else in it, unknown fields too, stays. The slow way, taken
/// for broken chunks and for the ends of streams alone.
/// </summary>
internal static class ChunkRewriter
{
    /// <summary>Mends a chunk and moves the state on.</summary>
    /// <param name="json">The chunk.</param>
    /// <param name="state">The stream so far.</param>
    /// <returns>The chunks to send instead, none where nothing is left of it.</returns>
    public static List<byte[]> Mend(ReadOnlySpan<byte> json, StreamState state)
    {
        var chunk = JsonNode.Parse(json)!.AsObject();
        state.Begin(Text(chunk["id"]), Text(chunk["model"]), Integer(chunk["created"]));
        chunk["id"] = state.Id;
        chunk["object"] = "chat.completion.chunk";
        chunk["created"] = state.Created;
        chunk["model"] = state.Model;
        chunk.Remove("usage"); // WIRE 25: it comes once, at the end.
        if (chunk["choices"] is not JsonArray choices)
        {
            chunk["choices"] = choices = [];
        }

        var before = new List<byte[]>();
        for (var i = 0; i < choices.Count; i++)
        {
            if (choices[i] is JsonObject choice)
            {
                MendChoice(choice, i, state, before);
            }
        }

        if (choices.Count == 0)
        {
            return before;
        }

        before.Add(Bytes(chunk));
        return before;
    }

    /// <summary>A chunk of one choice, made up.</summary>
    public static byte[] MakeUp(StreamState state, int choice, JsonObject delta, string? finish)
    {
        if (!state.HasRole(choice))
        {
            delta.Insert(0, "role", "assistant");
            state.SetRole(choice);
        }

        return Bytes(Envelope(state, new JsonArray(new JsonObject
        {
            ["index"] = choice,
            ["delta"] = delta,
            ["finish_reason"] = finish,
        })));
    }

    /// <summary>The usage chunk (WIRE 24), made up.</summary>
    public static byte[] MakeUpUsage(StreamState state)
    {
        var chunk = Envelope(state, []);
        chunk["usage"] = UsageWriter.ToJson(state.Usage!);
        return Bytes(chunk);
    }

    /// <summary>What must be sent before a choice may end: <c>{}</c> for its calls without arguments (WIRE 20).</summary>
    public static IEnumerable<byte[]> BeforeEnd(StreamState state, int choice)
    {
        foreach (var call in state.Calls.Where(c => c.Choice == choice && c.Announced && c.Arguments.Length == 0).ToList())
        {
            call.Arguments.Append("{}");
            var piece = new JsonObject { ["index"] = call.Index, ["function"] = new JsonObject { ["arguments"] = "{}" } };
            yield return MakeUp(state, choice, new JsonObject { ["tool_calls"] = new JsonArray(piece) }, finish: null);
        }
    }

    private static JsonObject Envelope(StreamState state, JsonArray choices)
    {
        state.Begin(null, null, null);
        return new JsonObject
        {
            ["id"] = state.Id,
            ["object"] = "chat.completion.chunk",
            ["created"] = state.Created,
            ["model"] = state.Model,
            ["choices"] = choices,
        };
    }

    private static void MendChoice(JsonObject choice, int position, StreamState state, List<byte[]> before)
    {
        var index = Integer(choice["index"]) is { } said and >= 0 and < 64 ? (int)said : position;
        choice["index"] = index;
        if (choice["delta"] is not JsonObject delta)
        {
            // Some send the whole message in place of a delta.
            delta = choice["message"] is JsonObject message ? message.DeepClone().AsObject() : [];
            choice.Remove("message");
            choice["delta"] = delta;
        }

        delta.Remove("role");
        if (!state.HasRole(index))
        {
            delta.Insert(0, "role", "assistant");
            state.SetRole(index);
        }

        if (delta["reasoning"] is JsonValue reasoning && reasoning.GetValueKind() == JsonValueKind.String)
        {
            var text = reasoning.GetValue<string>();
            delta.Remove("reasoning");
            delta["reasoning_content"] ??= text;
        }

        if (delta["tool_calls"] is JsonArray calls)
        {
            ToolCallMender.Mend(calls, index, state);
            if (calls.Count == 0)
            {
                delta.Remove("tool_calls");
            }
        }

        MendEnd(choice, index, state, before);
    }

    private static void MendEnd(JsonObject choice, int index, StreamState state, List<byte[]> before)
    {
        var finish = Text(choice["finish_reason"]);
        if (string.IsNullOrEmpty(finish) || state.IsFinished(index))
        {
            choice["finish_reason"] = null;
            return;
        }

        finish = FinishReasons.Map(finish);
        choice["finish_reason"] = finish == "stop" && state.HasCalls(index) ? "tool_calls" : finish; // WIRE 13
        before.AddRange(BeforeEnd(state, index));
        state.SetFinished(index);
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static long? Integer(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<long>(out var number) ? number : null;

    private static byte[] Bytes(JsonObject chunk) => JsonSerializer.SerializeToUtf8Bytes(chunk, JsonWriting.Relaxed);
}
