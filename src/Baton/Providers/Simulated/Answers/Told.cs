using System.Text.RegularExpressions;

namespace Baton.Providers.Simulated.Answers;

/// <summary>Prompts that say what the answer is to be: <c>Reply with exactly "PONG"</c>.</summary>
internal static class Told
{
    /// <summary>Linear in the prompt's length, so that it needs no bound of time.</summary>
    private static readonly Regex Cue = new(
        """\b(?:reply|respond|answer|say|repeat|output|print)\b(?:\s+(?:back|with|only|just|exactly|precisely|the|this|following|word|words|text|phrase|sentence))*\s*:?\s*(?:"(?<said>[^"\n]+)"|“(?<said>[^”\n]+)”|'(?<said>[^'\n]+)'|`(?<said>[^`\n]+)`)|\b(?:reply|respond|answer|say)\s+(?:with\s+)?(?:only|just|exactly)\s+(?:with\s+)?(?:the\s+word\s+)?(?<said>[\p{L}\d]+)\s*[.!]?\s*$""",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking);

    /// <summary>The answer that was dictated; <c>null</c> where none was.</summary>
    public static string? Find(string prompt)
    {
        if (prompt.Length > 2_000 || Cue.Match(prompt) is not { Success: true } match)
        {
            return null;
        }

        var said = match.Groups["said"].Value.Trim();
        return said.Length == 0 ? null : said;
    }
}
