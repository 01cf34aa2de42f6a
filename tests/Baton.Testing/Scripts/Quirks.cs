namespace Baton.Testing;

/// <summary>Oddities that upstreams are known for.</summary>
[Flags]
public enum Quirks
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>No finish reason at all, then the wire's end.</summary>
    NoFinish = 1 << 0,

    /// <summary><c>finish_reason: ""</c> on every chunk before the last.</summary>
    EmptyFinish = 1 << 1,

    /// <summary>The body ends properly, without <c>[DONE]</c> (<c>message_stop</c>).</summary>
    NoDone = 1 << 2,

    /// <summary>The role on every chunk.</summary>
    RoleOnEvery = 1 << 3,

    /// <summary>Another id and time on every chunk.</summary>
    ChangingIds = 1 << 4,

    /// <summary>The usage chunk has no <c>choices</c>.</summary>
    UsageWithoutChoices = 1 << 5,

    /// <summary>The usage chunk has <c>choices: null</c>.</summary>
    UsageWithNullChoices = 1 << 6,

    /// <summary>Tool calls carry no <c>index</c>.</summary>
    ToolIndexMissing = 1 << 7,

    /// <summary>All tool calls carry <c>index: 0</c>.</summary>
    ToolIndexZero = 1 << 8,

    /// <summary>A tool call's id and name stand on every delta.</summary>
    ToolIdRepeated = 1 << 9,

    /// <summary>A tool's name comes in the second delta.</summary>
    ToolNameLate = 1 << 10,

    /// <summary>All deltas of a tool call stand in one chunk, as entries with the same index.</summary>
    ToolSameChunk = 1 << 11,

    /// <summary>A tool call comes whole, in one delta.</summary>
    ToolWhole = 1 << 12,

    /// <summary>Streamed tool calls finish with <c>stop</c>.</summary>
    ToolFinishStop = 1 << 13,

    /// <summary>Reasoning is called <c>reasoning</c> instead of <c>reasoning_content</c>.</summary>
    ReasoningAlias = 1 << 14,

    /// <summary>A comment line before every frame.</summary>
    Comments = 1 << 15,

    /// <summary>Lines end with CR LF.</summary>
    Crlf = 1 << 16,

    /// <summary>An <c>event:</c> line on OpenAI's frames.</summary>
    EventLines = 1 << 17,

    /// <summary>No space after <c>data:</c>.</summary>
    NoSpace = 1 << 18,

    /// <summary>All frames in one write.</summary>
    Burst = 1 << 19,

    /// <summary>The status is sent before the first delay.</summary>
    EarlyHeaders = 1 << 20,

    /// <summary>The error of a 200 is the bare object of the wire's unstreamed answers, without <c>data:</c>.</summary>
    BareError = 1 << 21,
}

/// <summary>How usage is reported.</summary>
public enum UsageReport
{
    /// <summary>As the wire's documentation says.</summary>
    Correct,

    /// <summary>Never, even where it was asked for.</summary>
    Never,

    /// <summary>On every chunk, growing.</summary>
    OnEveryChunk,

    /// <summary>Present, its counts null.</summary>
    NullCounts,
}

/// <summary>How an answer ends too early.</summary>
public enum CutKind
{
    /// <summary>The connection closes without the body's last chunk; everything before it arrives.</summary>
    Close,

    /// <summary>The connection is reset; what was on its way may be lost.</summary>
    Reset,

    /// <summary>The body ends properly, with neither finish reason nor <c>[DONE]</c>.</summary>
    CleanEnd,
}
