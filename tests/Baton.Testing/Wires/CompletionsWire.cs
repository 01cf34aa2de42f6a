using System.Text.Json.Nodes;

namespace Baton.Testing;

/// <summary>The older completions: plain text in and out.</summary>
internal sealed class CompletionsWire : Wire
{
    public override string StreamType => "text/event-stream";

    protected override JsonNode Whole(Reply reply, Content content, in RequestScan request)
    {
        var body = Body(content, content.Text, OpenAIWire.Finish(reply, content));
        if (reply.UsageReport != UsageReport.Never)
            body["usage"] = OpenAIUsage.Of(content.Usage, reply.UsageReport);
        return body;
    }

    protected override IEnumerable<string> Frames(Reply reply, Content content, RequestScan request)
    {
        foreach (var piece in content.Pieces)
            yield return Sse(reply, Text(Body(content, piece, null)));
        var last = Body(content, "", OpenAIWire.Finish(reply, content));
        if (request.IncludeUsage && reply.UsageReport != UsageReport.Never)
            last["usage"] = OpenAIUsage.Of(content.Usage, reply.UsageReport);
        yield return Sse(reply, Text(last));
        if (!reply.Quirks.HasFlag(Quirks.NoDone))
            yield return Sse(reply, "[DONE]");
    }

    protected override JsonNode Error(int status, FakeError error) => new JsonObject
    {
        ["error"] = new JsonObject { ["message"] = error.Message, ["type"] = error.Type, ["param"] = null, ["code"] = error.Code },
    };

    protected override string ErrorFrame(Reply reply, JsonNode error) => Sse(reply, Text(error));

    protected override string GarbageFrame(Reply reply) => Sse(reply, "{\"id\":\"cmpl-fake\",\"choi");

    private static JsonObject Body(Content content, string text, string? finish) => new()
    {
        ["id"] = "cmpl-fake",
        ["object"] = "text_completion",
        ["created"] = OpenAIWire.Created,
        ["model"] = content.Model,
        ["choices"] = new JsonArray(new JsonObject { ["text"] = text, ["index"] = 0, ["logprobs"] = null, ["finish_reason"] = finish }),
    };
}
