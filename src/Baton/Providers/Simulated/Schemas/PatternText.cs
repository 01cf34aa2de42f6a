using System.Text;
using System.Text.RegularExpressions;

namespace Baton.Providers.Simulated.Schemas;

/// <summary>Makes a text that matches a regular expression of the usual kind: classes, groups, alternatives, repetitions, anchors.</summary>
internal static class PatternText
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>A matching text.</summary>
    /// <returns><c>null</c> where the pattern is beyond this, or no text of that length was found.</returns>
    public static string? Make(string pattern, Chance chance, string draw, int least, int most)
    {
        if (PatternReader.Read(pattern) is not { } read)
        {
            return null;
        }

        for (var extra = 0; extra < 200; extra = extra < 8 ? extra + 1 : extra * 2)
        {
            var text = new StringBuilder();
            read.Write(text, new PatternLuck(chance, draw, extra));
            if (text.Length >= least)
            {
                var made = text.ToString();
                return made.Length <= most && Matches(pattern, made) ? made : null;
            }
        }

        return null;
    }

    /// <summary>Whether a text matches; no where the pattern is none or takes too long.</summary>
    public static bool Matches(string pattern, string text)
    {
        try
        {
            // Linear in the text, whatever the pattern; a few patterns need the engine that is not.
            return Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking, Patience);
        }
        catch (NotSupportedException)
        {
            return MatchesWithBacktracking(pattern, text);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static bool MatchesWithBacktracking(string pattern, string text)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.None, Patience);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}

/// <summary>How a pattern's choices fall.</summary>
/// <param name="chance">The chance.</param>
/// <param name="draw">The name of the draw.</param>
/// <param name="extra">Repetitions beyond the least, where there is room.</param>
internal sealed class PatternLuck(Chance chance, string draw, int extra)
{
    private const int MostSteps = 20_000;

    private int _draws;
    private int _steps;

    /// <summary>Whether there is room for one more repetition; repetitions of nothing would never end.</summary>
    public bool More() => ++_steps <= MostSteps;

    public int Below(int count) => chance.Below($"{draw}.{_draws++}", count);

    public int Times(int least, int most) => Math.Min(most, least + extra);
}
