using System.Globalization;
using System.Text.Json.Nodes;

namespace Baton.Testing;

/// <summary>Chat Completions, as OpenAI and the many servers like it send them.</summary>
internal sealed class OpenAIWire : Wire
{
    public const string Id = "chatcmpl-fake";
    public const long Created = 1_700_000_000;

    public override string StreamType => "text/event-stream";

    protected override JsonNode Whole(Reply reply, Content content, in RequestScan request)
    {
        var quirks = reply.Quirks;
        var choices = new JsonArray();
        for (var index = 0; index < Math.Max(request.Choices, 1); index++)
        {
            var message = new JsonObject { ["role"] = "assistant", ["content"] = content.Pieces.Count == 0 && content.Calls.Count > 0 ? null : content.Text };
            if (content.Reasoning is not null)
                message[ReasoningField(quirks)] = content.Reasoning;
            if (content.Calls.Count > 0)
                message["tool_calls"] = new JsonArray([.. content.Calls.Select(OpenAIToolCalls.Whole)]);
            choices.Add((JsonNode)new JsonObject { ["index"] = index, ["message"] = message, ["logprobs"] = null, ["finish_reason"] = Finish(reply, content) });
        }

        var body = new JsonObject
        {
            ["id"] = Id,
            ["object"] = "chat.completion",
            ["created"] = Created,
            ["model"] = content.Model,
            ["choices"] = choices,
        };
        if (reply.UsageReport != UsageReport.Never)
            body["usage"] = OpenAIUsage.Of(content.Usage, reply.UsageReport);
        return body;
    }

    protected override IEnumerable<string> Frames(Reply reply, Content content, RequestScan request)
    {
        var name = reply.Quirks.HasFlag(Quirks.EventLines) ? "message" : null;
        var number = 0;
        var chunks = new OpenAIChunks(reply, content);
        foreach (var chunk in chunks.All(request.IncludeUsage))
        {
            if (reply.Quirks.HasFlag(Quirks.ChangingIds))
                (chunk["id"], chunk["created"]) = ($"{Id}-{++number}", Created + number);
            yield return Sse(reply, Text(chunk), name);
        }

        if (!reply.Quirks.HasFlag(Quirks.NoDone))
            yield return Sse(reply, "[DONE]", name);
    }

    protected override JsonNode Error(int status, FakeError error) => new JsonObject
    {
        ["error"] = new JsonObject
        {
            ["message"] = error.Message,
            ["type"] = error.Type,
            ["param"] = null,
            // llama-server's codes are numbers.
            ["code"] = int.TryParse(error.Code, CultureInfo.InvariantCulture, out var number) ? number : error.Code,
        },
    };

    protected override string ErrorFrame(Reply reply, JsonNode error) =>
        reply.Quirks.HasFlag(Quirks.BareError) ? Text(error) : Sse(reply, Text(error));

    protected override string GarbageFrame(Reply reply) => Sse(reply, "{\"id\":\"chatcmpl-fake\",\"choi");

    internal static string Finish(Reply reply, Content content) =>
        reply.FinishReason ?? (content.Truncated ? "length" : content.Calls.Count > 0 ? "tool_calls" : "stop");

    internal static string ReasoningField(Quirks quirks) =>
        quirks.HasFlag(Quirks.ReasoningAlias) ? "reasoning" : "reasoning_content";
}
