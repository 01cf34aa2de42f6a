namespace Baton.Testing;

/// <summary>What an answer says, after the request's bounds: the same for every wire.</summary>
internal sealed record Content(
    string Model, string? Reasoning, IReadOnlyList<string> Pieces, IReadOnlyList<FakeToolCall> Calls, FakeUsage Usage, bool Truncated)
{
    public string Text => string.Concat(Pieces);

    public static Content Of(Reply reply, in RequestScan request)
    {
        var model = request.Model ?? "fake";
        var calls = request.HasToolResults ? [] : reply.ToolCalls;
        var pieces = reply.Pieces
            ?? (reply.Text is { } text ? Words(text) : calls.Count > 0 ? [] : ["Hello", " from", $" {model}", "."]);
        var truncated = request.MaxTokens is { } most && most < pieces.Count;
        if (truncated)
            pieces = [.. pieces.Take(request.MaxTokens!.Value)];
        return new(model, reply.Reasoning, pieces, calls, reply.Usage ?? UsageOf(pieces, calls, reply.Reasoning), truncated);
    }

    // A piece a word, its space in front, as tokens usually are.
    public static IReadOnlyList<string> Words(string text)
    {
        var pieces = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var next = text.IndexOf(' ', start + 1);
            next = next < 0 ? text.Length : next;
            pieces.Add(text[start..next]);
            start = next;
        }

        return pieces;
    }

    private static FakeUsage UsageOf(IReadOnlyList<string> pieces, IReadOnlyList<FakeToolCall> calls, string? reasoning)
    {
        var thoughts = reasoning is null ? 0 : Words(reasoning).Count;
        return new(Input: 12, Output: pieces.Count + calls.Count * 10 + thoughts, Reasoning: thoughts);
    }
}
