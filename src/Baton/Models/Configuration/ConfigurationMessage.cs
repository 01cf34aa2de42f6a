namespace Baton.Models.Configuration;

/// <summary>An error or a warning about a configuration, with the place that it is about.</summary>
/// <param name="File">The file, as it was named.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in UTF-16 code units, from 1.</param>
/// <param name="Message">What is wrong and what to do. Values of secrets and of environment variables are never part of it.</param>
/// <param name="IsWarning">Whether the configuration holds all the same.</param>
public sealed record ConfigurationMessage(string File, int Line, int Column, string Message, bool IsWarning)
{
    /// <summary>The key that it is about: <c>routing.rules[0].when</c>; empty for the whole.</summary>
    public string Path { get; init; } = "";

    /// <summary>The code that an API answers with, one of <see cref="ErrorCodes"/>.</summary>
    public string Code { get; init; } = ErrorCodes.InvalidRequest;

    /// <summary>As compilers write it, so that editors can jump there.</summary>
    /// <returns><c>FILE:LINE:COLUMN: message</c>, before a warning's message the word <c>warning:</c>.</returns>
    public override string ToString() => $"{File}:{Line}:{Column}: {(IsWarning ? "warning: " : "")}{Message}";
}
