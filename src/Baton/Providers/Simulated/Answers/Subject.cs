namespace Baton.Providers.Simulated.Answers;

/// <summary>Parts an instruction from what it is about.</summary>
internal static class Subject
{
    /// <summary>What the instruction is about: what stands after a colon or a blank line, or in quotes; else everything.</summary>
    public static string Of(string prompt)
    {
        var paragraph = prompt.IndexOf("\n\n", StringComparison.Ordinal);
        if (paragraph > 0 && prompt.Length - paragraph > 20)
        {
            return prompt[(paragraph + 2)..].Trim();
        }

        var colon = prompt.IndexOf(':', StringComparison.Ordinal);
        while (colon >= 0 && colon + 1 < prompt.Length && !char.IsWhiteSpace(prompt[colon + 1]))
        {
            colon = prompt.IndexOf(':', colon + 1); // An address or a time of day.
        }

        if (colon >= 0 && prompt[(colon + 1)..].Trim() is { Length: > 0 } after)
        {
            return after.Trim('"', '\'', ' ');
        }

        return Quoted(prompt) ?? prompt.Trim();
    }

    /// <summary>The first text in double quotes or backticks.</summary>
    public static string? Quoted(string prompt)
    {
        foreach (var (open, close) in (ReadOnlySpan<(char, char)>)[('"', '"'), ('“', '”'), ('`', '`'), ('«', '»')])
        {
            var start = prompt.IndexOf(open, StringComparison.Ordinal);
            var end = start < 0 ? -1 : prompt.IndexOf(close, start + 1);
            if (end > start + 1 && !prompt.AsSpan(start, end - start).Contains("```", StringComparison.Ordinal))
            {
                return prompt[(start + 1)..end];
            }
        }

        return null;
    }

    /// <summary>Its sentences.</summary>
    public static IReadOnlyList<string> Sentences(string text) =>
    [
        .. text.ReplaceLineEndings(" ").Split(". ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(s => s.Split(["! ", "? "], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(s => s.TrimEnd('.')),
    ];
}
