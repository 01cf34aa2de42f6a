namespace Baton.Providers.Anthropic.Inbound;

/// <summary>What one pass over a Messages request's bytes found: enough to route it and to splice it, nothing built.</summary>
internal struct MessagesFacts
{
    /// <summary>The value of <c>model</c>, quotes included.</summary>
    public ByteRange Model;

    /// <summary>The value of <c>messages</c>, brackets included.</summary>
    public ByteRange Messages;

    /// <summary>The value of <c>system</c>; empty where there is none.</summary>
    public ByteRange System;

    /// <summary>The value of <c>tools</c>; empty where there is none, or none in it.</summary>
    public ByteRange Tools;

    public ByteRange ToolChoice;

    public ByteRange StopSequences;

    public ByteRange Thinking;

    public ByteRange OutputFormat;

    public ByteRange OutputConfig;

    public ByteRange Metadata;

    public bool Stream;

    public int? MaxTokens;

    public float? Temperature;

    public float? TopP;

    public int? TopK;

    /// <summary>How many messages there are.</summary>
    public int MessageCount;

    /// <summary>Those of the user's that hold tools' results beside something else: each is two messages once parsed.</summary>
    public int MixedMessages;

    /// <summary>Bytes of text in messages and system prompt: what tokens are estimated from.</summary>
    public int TextBytes;

    /// <summary>Text of the last user message, as the raw content of JSON strings: the first and the last part of it.</summary>
    public ByteRange LastUserText;

    public ByteRange LastUserTextEnd;

    public int Images;

    public int Documents;

    /// <summary>Whether a thought is in it that Anthropic did not sign.</summary>
    public bool HasForeignThoughts;

    /// <summary>Whether a tool call is in it whose id Anthropic did not give.</summary>
    public bool HasForeignCalls;

    /// <summary>Types of blocks that no other wire knows; <c>null</c> where there are none.</summary>
    public List<string>? OtherBlocks;

    /// <summary>Whether a top-level value is null: such are taken out before anything else.</summary>
    public bool HasNulls;

    /// <summary>Whether there are fields that options have no place for.</summary>
    public bool HasOtherFields;
}
