using Microsoft.Extensions.AI;

namespace Baton.Providers;

/// <summary>A request that came as bytes, as far as it is looked at without being parsed.</summary>
internal interface IRawPrompt
{
    /// <summary>The beginning of the last user message's text, as the inside of a JSON string.</summary>
    ReadOnlySpan<byte> LastUserText { get; }

    /// <summary>The end of it, where it is long.</summary>
    ReadOnlySpan<byte> LastUserTextEnd { get; }

    /// <summary>Tokens sent, estimated.</summary>
    int EstimatedInputTokens { get; }

    /// <summary>The bound on the answer that the caller set.</summary>
    int? MaxOutputTokens { get; }

    /// <summary>Whether it offers tools.</summary>
    bool HasTools { get; }

    /// <summary>Whether it demands a JSON schema.</summary>
    bool WantsSchema { get; }

    /// <summary>Whether it holds images.</summary>
    bool HasImages { get; }
}

/// <summary>The messages of a request that came as bytes, parsed when somebody looks.</summary>
internal interface IRawMessages : IReadOnlyList<ChatMessage>
{
    /// <summary>What there is to see without parsing them.</summary>
    IRawPrompt Prompt { get; }
}
