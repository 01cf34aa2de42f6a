using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Testing;

/// <summary>One protocol: turns a reply into the frames that its servers would send.</summary>
internal abstract class Wire
{
    private static readonly JsonSerializerOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The content type of a stream.</summary>
    public abstract string StreamType { get; }

    /// <summary>Whether a request that says nothing of it is streamed.</summary>
    public virtual bool StreamsByDefault => false;

    public Answer Answer(Reply reply, in RequestScan request)
    {
        if (reply.RawBody is { } raw)
            return Testing.Answer.Whole(reply.Status, raw, reply.ContentType ?? "application/json");
        if (reply.Status >= 400)
            return Failure(reply.Status, reply.Error);
        var content = Content.Of(reply, request);
        return request.Streamed ?? StreamsByDefault ? Stream(reply, content, request) : Unstreamed(reply, content, request);
    }

    public Answer Failure(int status, FakeError? error = null) =>
        Testing.Answer.Whole(status, Text(Error(status, Usual.Error(status, error))));

    private Answer Unstreamed(Reply reply, Content content, in RequestScan request)
    {
        var body = reply switch
        {
            { ErrorAfter: not null } => Text(Error(500, Usual.Error(500, reply.Error))),
            { GarbageAfter: not null } => "Internal confusion, try later",
            _ => Text(Whole(reply, content, request)),
        };
        return Testing.Answer.Whole(reply.Status, body, reply.ContentType ?? "application/json");
    }

    private Answer Stream(Reply reply, Content content, in RequestScan request)
    {
        var frames = reply.RawFrames?.ToList() ?? [.. Frames(reply, content, request)];
        if (reply.ErrorAfter is { } healthy)
            frames = [.. frames.Take(healthy), ErrorFrame(reply, Error(500, Usual.Error(500, reply.Error)))];
        if (reply.GarbageAfter is { } sane)
            frames.Insert(Math.Min(sane, frames.Count), GarbageFrame(reply));
        return new(reply.Status, reply.ContentType ?? StreamType, [.. frames.Select(f => Encoding.UTF8.GetBytes(f))], Streamed: true);
    }

    protected abstract JsonNode Whole(Reply reply, Content content, in RequestScan request);

    protected abstract IEnumerable<string> Frames(Reply reply, Content content, RequestScan request);

    protected abstract JsonNode Error(int status, FakeError error);

    protected abstract string ErrorFrame(Reply reply, JsonNode error);

    protected abstract string GarbageFrame(Reply reply);

    protected static string Text(JsonNode node) => node.ToJsonString(_plain);

    protected static string Sse(Reply reply, string data, string? name = null)
    {
        var line = reply.Quirks.HasFlag(Quirks.Crlf) ? "\r\n" : "\n";
        var space = reply.Quirks.HasFlag(Quirks.NoSpace) ? "" : " ";
        return (reply.Quirks.HasFlag(Quirks.Comments) ? $": keep-alive{line}{line}" : "")
            + (name is null ? "" : $"event:{space}{name}{line}")
            + $"data:{space}{data}{line}{line}";
    }
}
