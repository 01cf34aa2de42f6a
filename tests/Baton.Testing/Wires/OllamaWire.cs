using System.Text.Json.Nodes;

namespace Baton.Testing;

/// <summary>Ollama's own chat and generate: one JSON object a line.</summary>
internal sealed class OllamaWire(bool generate) : Wire
{
    private const string At = "2024-01-01T00:00:00Z";

    public override string StreamType => "application/x-ndjson";

    public override bool StreamsByDefault => true;

    protected override JsonNode Whole(Reply reply, Content content, in RequestScan request) =>
        Last(reply, content, Message(content.Text, content.Reasoning, content.Calls));

    protected override IEnumerable<string> Frames(Reply reply, Content content, RequestScan request)
    {
        foreach (var thought in content.Reasoning is null ? [] : Content.Words(content.Reasoning))
            yield return Line(reply, Part(content, Message("", thought, [])));
        foreach (var piece in content.Pieces)
            yield return Line(reply, Part(content, Message(piece, null, [])));
        // Calls come whole, each in a line of its own.
        foreach (var call in content.Calls)
            yield return Line(reply, Part(content, Message("", null, [call])));
        if (!reply.Quirks.HasFlag(Quirks.NoDone))
            yield return Line(reply, Last(reply, content, Message("", null, [])));
    }

    protected override JsonNode Error(int status, FakeError error) => new JsonObject { ["error"] = error.Message };

    protected override string ErrorFrame(Reply reply, JsonNode error) => Line(reply, error);

    protected override string GarbageFrame(Reply reply) => Line(reply, "{\"model\":\"fake\",\"mess");

    private static string Line(Reply reply, JsonNode node) => Line(reply, Text(node));

    private static string Line(Reply reply, string text) => text + (reply.Quirks.HasFlag(Quirks.Crlf) ? "\r\n" : "\n");

    private JsonObject Part(Content content, JsonNode message) => new()
    {
        ["model"] = content.Model,
        ["created_at"] = At,
        [generate ? "response" : "message"] = message,
        ["done"] = false,
    };

    private JsonObject Last(Reply reply, Content content, JsonNode message)
    {
        var last = Part(content, message);
        last["done"] = true;
        if (!reply.Quirks.HasFlag(Quirks.NoFinish))
            last["done_reason"] = reply.FinishReason ?? (content.Truncated ? "length" : "stop");
        last["total_duration"] = 5_000_000;
        last["load_duration"] = 1_000_000;
        if (reply.UsageReport == UsageReport.Never)
            return last;
        var known = reply.UsageReport != UsageReport.NullCounts;
        last["prompt_eval_count"] = known ? content.Usage.Input : null;
        last["prompt_eval_duration"] = 1_000_000;
        last["eval_count"] = known ? content.Usage.Output : null;
        last["eval_duration"] = 3_000_000;
        return last;
    }

    private JsonNode Message(string text, string? thinking, IReadOnlyList<FakeToolCall> calls)
    {
        if (generate)
            return JsonValue.Create(text);
        var message = new JsonObject { ["role"] = "assistant", ["content"] = text };
        if (thinking is not null)
            message["thinking"] = thinking;
        if (calls.Count > 0)
            message["tool_calls"] = new JsonArray([.. calls.Select(c => new JsonObject
            {
                ["function"] = new JsonObject { ["name"] = c.Name, ["arguments"] = c.Arguments.Length == 0 ? new JsonObject() : JsonNode.Parse(c.Arguments) },
            })]);
        return message;
    }
}
