using System.Text.Json.Nodes;

namespace Baton.Testing;

/// <summary>Tool calls whole and in deltas.</summary>
internal static class OpenAIToolCalls
{
    public static JsonNode Whole(FakeToolCall call) => new JsonObject
    {
        ["id"] = call.Id,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments },
    };

    /// <summary>The <c>tool_calls</c> of each chunk: id and name first, then the arguments in two pieces.</summary>
    public static IEnumerable<JsonArray> Deltas(IReadOnlyList<FakeToolCall> calls, Quirks quirks)
    {
        for (var i = 0; i < calls.Count; i++)
        {
            int? index = quirks.HasFlag(Quirks.ToolIndexMissing) ? null : quirks.HasFlag(Quirks.ToolIndexZero) ? 0 : i;
            var entries = Entries(calls[i], index, quirks);
            if (quirks.HasFlag(Quirks.ToolSameChunk))
                yield return new JsonArray([.. entries]);
            else
                foreach (var entry in entries)
                    yield return new JsonArray(entry);
        }
    }

    private static IEnumerable<JsonNode> Entries(FakeToolCall call, int? index, Quirks quirks)
    {
        if (quirks.HasFlag(Quirks.ToolWhole))
        {
            yield return Entry(index, call.Id, call.Name, call.Arguments);
            yield break;
        }

        var late = quirks.HasFlag(Quirks.ToolNameLate);
        var repeated = quirks.HasFlag(Quirks.ToolIdRepeated);
        yield return Entry(index, call.Id, late ? null : call.Name, "");
        if (late)
            yield return Entry(index, repeated ? call.Id : null, call.Name, null);
        var half = call.Arguments.Length / 2;
        foreach (var piece in new[] { call.Arguments[..half], call.Arguments[half..] }.Where(p => p.Length > 0))
            yield return Entry(index, repeated ? call.Id : null, repeated ? call.Name : null, piece);
    }

    private static JsonObject Entry(int? index, string? id, string? name, string? arguments)
    {
        var entry = new JsonObject();
        if (index is not null)
            entry["index"] = index;
        if (id is not null)
            (entry["id"], entry["type"]) = (id, "function");
        var function = new JsonObject();
        if (name is not null)
            function["name"] = name;
        if (arguments is not null)
            function["arguments"] = arguments;
        entry["function"] = function;
        return entry;
    }
}
