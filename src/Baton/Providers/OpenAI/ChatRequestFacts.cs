namespace Baton.Providers.OpenAI;

/// <summary>What one pass over a chat request's bytes found: enough to route it and to splice it, nothing built.</summary>
internal struct ChatRequestFacts
{
    /// <summary>The value of <c>model</c>, quotes included.</summary>
    public ByteRange Model;

    /// <summary>The value of <c>messages</c>, brackets included.</summary>
    public ByteRange Messages;

    /// <summary>The value of <c>tools</c>; empty where there is none.</summary>
    public ByteRange Tools;

    public ByteRange ToolChoice;

    public ByteRange ResponseFormat;

    public ByteRange Stop;

    /// <summary>The value of <c>stream_options</c>; empty where there is none.</summary>
    public ByteRange StreamOptions;

    /// <summary>The value of <c>stream_options.include_usage</c>.</summary>
    public ByteRange IncludeUsageValue;

    public bool IncludeUsage;

    public bool StreamOptionsEmpty;

    /// <summary>The names (quotes included) under which the answer's bound came.</summary>
    public ByteRange MaxTokensName;

    public ByteRange MaxCompletionTokensName;

    public int? MaxTokens;

    public int? MaxCompletionTokens;

    public bool Stream;

    public int N;

    public float? Temperature;

    public float? TopP;

    public float? FrequencyPenalty;

    public float? PresencePenalty;

    public long? Seed;

    public bool? ParallelToolCalls;

    public string? User;

    public string? ReasoningEffort;

    public int MessageCount;

    /// <summary>Bytes of text in the messages: what tokens are estimated from.</summary>
    public int TextBytes;

    /// <summary>Text of the last user message, as the raw content of JSON strings: the first and the last part of it.</summary>
    public ByteRange LastUserText;

    public ByteRange LastUserTextEnd;

    public bool HasImages;

    /// <summary>Whether a message holds <c>reasoning_content</c> or <c>reasoning</c>.</summary>
    public bool HasReasoning;

    /// <summary>Where <c>"developer"</c> stands as a role; <c>null</c> where it does not.</summary>
    public List<ByteRange>? DeveloperRoles;

    /// <summary>Whether a top-level value is null: such are taken out before anything else.</summary>
    public bool HasNulls;

    /// <summary>Whether there are fields that no known one is named like.</summary>
    public bool HasOtherFields;

    /// <summary>The closing brace.</summary>
    public int End;

    /// <summary>The bound on the answer, whichever way it was said.</summary>
    public readonly int? MaxOutput => MaxCompletionTokens ?? MaxTokens;
}
