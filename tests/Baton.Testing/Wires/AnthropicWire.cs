using System.Text.Json.Nodes;

namespace Baton.Testing;

/// <summary>Anthropic's Messages.</summary>
internal sealed class AnthropicWire : Wire
{
    public override string StreamType => "text/event-stream; charset=utf-8";

    protected override JsonNode Whole(Reply reply, Content content, in RequestScan request)
    {
        var blocks = new JsonArray();
        if (content.Reasoning is not null)
            blocks.Add((JsonNode)new JsonObject { ["type"] = "thinking", ["thinking"] = content.Reasoning, ["signature"] = AnthropicEvents.Signature });
        if (content.Pieces.Count > 0)
            blocks.Add((JsonNode)new JsonObject { ["type"] = "text", ["text"] = content.Text });
        foreach (var call in content.Calls)
            blocks.Add((JsonNode)AnthropicEvents.ToolUse(call, call.Arguments.Length == 0 ? new JsonObject() : JsonNode.Parse(call.Arguments)));
        var message = AnthropicEvents.Message(content, blocks);
        message["stop_reason"] = Stop(reply, content);
        if (reply.UsageReport != UsageReport.Never)
            message["usage"] = AnthropicEvents.Usage(content.Usage, reply.UsageReport);
        return message;
    }

    protected override IEnumerable<string> Frames(Reply reply, Content content, RequestScan request) =>
        new AnthropicEvents(reply, content).All().Select(e => Sse(reply, Text(e), e["type"]!.GetValue<string>()));

    protected override JsonNode Error(int status, FakeError error) => new JsonObject
    {
        ["type"] = "error",
        ["error"] = new JsonObject
        {
            ["type"] = error.Type,
            // This wire has no codes: what overflows is known by its words.
            ["message"] = error.Code == "context_length_exceeded" ? $"prompt is too long: {error.Message}" : error.Message,
        },
        ["request_id"] = "req_fake",
    };

    protected override string ErrorFrame(Reply reply, JsonNode error) =>
        reply.Quirks.HasFlag(Quirks.BareError) ? Text(error) : Sse(reply, Text(error), "error");

    protected override string GarbageFrame(Reply reply) => Sse(reply, "{\"type\":\"content_bl", "content_block_delta");

    internal static string Stop(Reply reply, Content content) =>
        reply.FinishReason ?? (content.Truncated ? "max_tokens" : content.Calls.Count > 0 ? "tool_use" : "end_turn");
}
