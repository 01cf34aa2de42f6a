namespace Baton.Testing;

/// <summary>What the fake upstream answers to one request: words, and what goes wrong with them.</summary>
/// <remarks>Counts of frames are frames as they stand on the wire: the first of an OpenAI stream carries the role only.</remarks>
public sealed record Reply
{
    /// <summary>A healthy answer: "Hello from MODEL." and the usage that belongs to it.</summary>
    public static Reply Healthy { get; } = new();

    /// <summary>The text; where null, and without <see cref="Pieces"/> and <see cref="ToolCalls"/>, it is "Hello from MODEL.".</summary>
    public string? Text { get; init; }

    /// <summary>The text, as the pieces in which it is streamed.</summary>
    public IReadOnlyList<string>? Pieces { get; init; }

    /// <summary>The thoughts before the answer.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The tools that are called, after the text where there is one. A request that brings tool results gets text instead.</summary>
    public IReadOnlyList<FakeToolCall> ToolCalls { get; init; } = [];

    /// <summary>The word of the wire for the end; where null, the right one.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Tokens as they are reported; where null, 12 for the prompt and one for each piece.</summary>
    public FakeUsage? Usage { get; init; }

    /// <summary>How usage is reported.</summary>
    public UsageReport UsageReport { get; init; }

    /// <summary>What is odd about the shape of the answer.</summary>
    public Quirks Quirks { get; init; }

    /// <summary>The HTTP status; from 400 on the body is an error of the wire.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The error, for a status from 400 on and for <see cref="ErrorAfter"/>; where null, the usual one.</summary>
    public FakeError? Error { get; init; }

    /// <summary>Further headers, such as <c>Retry-After</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Replaces the content type.</summary>
    public string? ContentType { get; init; }

    /// <summary>Replaces the whole body, byte for byte; the rest of the reply shapes status, headers and timing only.</summary>
    public string? RawBody { get; init; }

    /// <summary>Replaces the frames of a stream, each written as it stands.</summary>
    public IReadOnlyList<string>? RawFrames { get; init; }

    /// <summary>Frames after which nothing comes until the client goes; -1: not even the status.</summary>
    public int? HangAfter { get; init; }

    /// <summary>Time until the first frame. The status waits too, unless <see cref="Quirks.EarlyHeaders"/> is set.</summary>
    public TimeSpan FirstDelay { get; init; }

    /// <summary>Time before every further frame, or piece of one where <see cref="TrickleBytes"/> is set.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Where above 0, every frame is written in pieces of so many bytes, each flushed.</summary>
    public int TrickleBytes { get; init; }

    /// <summary>Frames (unstreamed: bytes) after which the answer ends in the way of <see cref="Cut"/>; -1: before the status.</summary>
    public int? CutAfter { get; init; }

    /// <summary>How the answer ends at <see cref="CutAfter"/>.</summary>
    public CutKind Cut { get; init; }

    /// <summary>Frames of a 200 after which an error comes instead of the rest. Unstreamed, the error is the body of a 200.</summary>
    public int? ErrorAfter { get; init; }

    /// <summary>Frames after which one comes that is no JSON. Unstreamed, the body is none.</summary>
    public int? GarbageAfter { get; init; }

    /// <summary>Refuses, as too long for the context window, requests whose body takes more tokens (of four bytes) than this.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Only the first so many requests for the model get this reply, later ones a healthy answer.</summary>
    public int? Times { get; init; }

    /// <summary>A reply with this text.</summary>
    public static Reply Of(string text) => new() { Text = text };

    /// <summary>An HTTP error.</summary>
    /// <param name="status">The status.</param>
    /// <param name="retryAfter">The value of <c>Retry-After</c>, where one is sent.</param>
    public static Reply Failed(int status, string? retryAfter = null) => new Reply { Status = status }.WithRetryAfter(retryAfter);

    /// <summary>A reply that calls tools.</summary>
    public static Reply Calls(params FakeToolCall[] calls) => new() { ToolCalls = calls };

    internal Reply WithRetryAfter(string? value) => value is null
        ? this
        : this with { Headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase) { ["Retry-After"] = value } };

    internal bool IsInstant =>
        HangAfter is null && CutAfter is null && TrickleBytes == 0 && FirstDelay == default && Delay == default;
}

/// <summary>A call of a tool.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">A JSON object, or what an upstream sends in its place.</param>
public sealed record FakeToolCall(string Id, string Name, string Arguments);

/// <summary>Tokens; <paramref name="Input"/> is the whole prompt, what came from a cache included.</summary>
public sealed record FakeUsage(int Input, int Output, int CacheRead = 0, int CacheWrite = 0, int Reasoning = 0);

/// <summary>An error as the wire words it; a null part is the usual one for the status.</summary>
public sealed record FakeError(string? Message = null, string? Type = null, string? Code = null);
