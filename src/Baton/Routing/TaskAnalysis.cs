using Baton.Models;

namespace Baton.Routing;

/// <summary>What a request asks for.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Complexity">How hard it looks, 0 to 1.</param>
/// <param name="Requires">Capabilities that it needs, of <see cref="Capabilities"/>.</param>
/// <param name="InputTokens">Tokens sent, estimated.</param>
/// <param name="OutputTokens">Tokens expected in the answer.</param>
/// <param name="RequiresSpeed">Whether the text asks for haste.</param>
public sealed record TaskAnalysis(
    TaskType Type, double Complexity, EquatableArray<string> Requires, int InputTokens, int OutputTokens, bool RequiresSpeed = false);

/// <summary>What the analysis looks at. The text may be only the beginning and the end of the last user message.</summary>
public readonly ref struct TaskInput
{
    /// <summary>The last user message's text.</summary>
    public ReadOnlySpan<char> Text { get; init; }

    /// <summary>Tokens sent, estimated.</summary>
    public int InputTokens { get; init; }

    /// <summary>The bound on the answer that the caller set.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Whether the request offers tools.</summary>
    public bool HasTools { get; init; }

    /// <summary>Whether the request demands a JSON schema.</summary>
    public bool WantsSchema { get; init; }

    /// <summary>Whether the request holds images.</summary>
    public bool HasImages { get; init; }
}

/// <summary>Finds out what a request asks for.</summary>
public interface ITaskAnalyzer
{
    /// <summary>Looks at a request. Runs for every one: no allocation beyond the result, time bounded whatever the length.</summary>
    /// <param name="input">What there is to look at.</param>
    /// <returns>The analysis.</returns>
    TaskAnalysis Analyze(in TaskInput input);
}
