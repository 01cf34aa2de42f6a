using System.Text.Json.Nodes;

namespace Baton.Testing;

/// <summary>The chunks of a streamed chat completion, oddities included.</summary>
internal sealed class OpenAIChunks(Reply reply, Content content)
{
    private readonly Quirks _quirks = reply.Quirks;
    private int _sent;

    public IEnumerable<JsonObject> All(bool includeUsage)
    {
        yield return Chunk(new JsonObject { ["role"] = "assistant", ["content"] = "" });
        foreach (var piece in content.Reasoning is null ? [] : Content.Words(content.Reasoning))
            yield return Chunk(new JsonObject { [OpenAIWire.ReasoningField(_quirks)] = piece });
        foreach (var piece in content.Pieces)
            yield return Chunk(new JsonObject { ["content"] = piece });
        foreach (var delta in OpenAIToolCalls.Deltas(content.Calls, _quirks))
            yield return Chunk(new JsonObject { ["tool_calls"] = delta });

        if (!_quirks.HasFlag(Quirks.NoFinish))
            yield return Chunk([], _quirks.HasFlag(Quirks.ToolFinishStop) ? "stop" : OpenAIWire.Finish(reply, content));
        if (includeUsage && reply.UsageReport != UsageReport.Never)
            yield return UsageChunk();
    }

    private JsonObject Chunk(JsonObject delta, string? finish = null)
    {
        if (_quirks.HasFlag(Quirks.RoleOnEvery) && !delta.ContainsKey("role"))
            delta.Insert(0, "role", "assistant");
        var chunk = Envelope(new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["delta"] = delta,
            ["logprobs"] = null,
            ["finish_reason"] = finish ?? (_quirks.HasFlag(Quirks.EmptyFinish) ? "" : null),
        }));
        if (reply.UsageReport == UsageReport.OnEveryChunk)
            chunk["usage"] = OpenAIUsage.Of(content.Usage with { Output = Math.Min(_sent, content.Usage.Output) }, UsageReport.Correct);
        _sent++;
        return chunk;
    }

    private JsonObject UsageChunk()
    {
        var chunk = Envelope([]);
        if (_quirks.HasFlag(Quirks.UsageWithoutChoices))
            chunk.Remove("choices");
        if (_quirks.HasFlag(Quirks.UsageWithNullChoices))
            chunk["choices"] = null;
        chunk["usage"] = OpenAIUsage.Of(content.Usage, reply.UsageReport);
        return chunk;
    }

    private JsonObject Envelope(JsonArray choices) => new()
    {
        ["id"] = OpenAIWire.Id,
        ["object"] = "chat.completion.chunk",
        ["created"] = OpenAIWire.Created,
        ["model"] = content.Model,
        ["choices"] = choices,
    };
}
