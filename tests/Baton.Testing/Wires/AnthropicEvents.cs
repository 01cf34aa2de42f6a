using System.Text.Json.Nodes;

namespace Baton.Testing;

/// <summary>The events of a streamed message: start, each block with its deltas, the end.</summary>
internal sealed class AnthropicEvents(Reply reply, Content content)
{
    public const string Signature = "c2lnbmVk";
    private int _block;

    public IEnumerable<JsonObject> All()
    {
        var start = Message(content, []);
        start["stop_reason"] = null;
        start["usage"] = Usage(content.Usage with { Output = 1 }, reply.UsageReport);
        yield return Event("message_start", ("message", start));
        yield return Event("ping");

        var thoughts = content.Reasoning is null ? [] : Content.Words(content.Reasoning).Select(w => Delta("thinking_delta", "thinking", w));
        if (content.Reasoning is not null)
            foreach (var e in Block(new() { ["type"] = "thinking", ["thinking"] = "", ["signature"] = "" }, [.. thoughts, Delta("signature_delta", "signature", Signature)]))
                yield return e;
        if (content.Pieces.Count > 0)
            foreach (var e in Block(new() { ["type"] = "text", ["text"] = "" }, content.Pieces.Select(p => Delta("text_delta", "text", p))))
                yield return e;
        foreach (var call in content.Calls)
            foreach (var e in Block(ToolUse(call, new JsonObject()), Arguments(call)))
                yield return e;

        var end = new JsonObject { ["stop_reason"] = reply.Quirks.HasFlag(Quirks.NoFinish) ? null : AnthropicWire.Stop(reply, content), ["stop_sequence"] = null };
        var usage = reply.UsageReport == UsageReport.Never ? null : new JsonObject { ["output_tokens"] = reply.UsageReport == UsageReport.NullCounts ? null : content.Usage.Output };
        yield return Event("message_delta", ("delta", end), ("usage", usage));
        if (!reply.Quirks.HasFlag(Quirks.NoDone))
            yield return Event("message_stop");
    }

    public static JsonObject Message(Content content, JsonArray blocks) => new()
    {
        ["id"] = "msg_fake",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = content.Model,
        ["content"] = blocks,
        ["stop_sequence"] = null,
    };

    // This wire's input_tokens are those neither read from nor written to a cache.
    public static JsonObject? Usage(FakeUsage usage, UsageReport report) => report switch
    {
        UsageReport.Never => null,
        UsageReport.NullCounts => new() { ["input_tokens"] = null, ["output_tokens"] = null },
        _ => new()
        {
            ["input_tokens"] = usage.Input - usage.CacheRead - usage.CacheWrite,
            ["cache_creation_input_tokens"] = usage.CacheWrite,
            ["cache_read_input_tokens"] = usage.CacheRead,
            ["output_tokens"] = usage.Output,
        },
    };

    public static JsonObject ToolUse(FakeToolCall call, JsonNode? input) =>
        new() { ["type"] = "tool_use", ["id"] = call.Id, ["name"] = call.Name, ["input"] = input };

    private IEnumerable<JsonObject> Block(JsonObject block, IEnumerable<JsonObject> deltas)
    {
        var index = _block++;
        yield return Event("content_block_start", ("index", index), ("content_block", block));
        foreach (var delta in deltas)
            yield return Event("content_block_delta", ("index", index), ("delta", delta));
        yield return Event("content_block_stop", ("index", index));
    }

    private static IEnumerable<JsonObject> Arguments(FakeToolCall call)
    {
        var half = call.Arguments.Length / 2;
        yield return Delta("input_json_delta", "partial_json", "");
        foreach (var piece in new[] { call.Arguments[..half], call.Arguments[half..] }.Where(p => p.Length > 0))
            yield return Delta("input_json_delta", "partial_json", piece);
    }

    private static JsonObject Delta(string type, string field, string value) => new() { ["type"] = type, [field] = value };

    private static JsonObject Event(string type, params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var e = new JsonObject { ["type"] = type };
        foreach (var (name, value) in fields)
            if (value is not null)
                e[name] = value;
        return e;
    }
}
