using System.Text;

namespace Baton.Providers.Simulated;

/// <summary>
/// The simulation's own count of tokens. A token is a space, if there is one, with up to six letters or digits after it;
/// any other sign is a token of its own, and so is each sign of scripts that are written without spaces.
/// English text has about as many as with the usual vocabularies.
/// </summary>
internal static class SimulatedTokens
{
    private const int LongestPiece = 6;

    /// <summary>What a message costs beyond its text, as chat templates add it.</summary>
    public const int PerMessage = 4;

    /// <summary>What an image counts.</summary>
    public const int PerImage = 256;

    /// <summary>The tokens of a text; together they are the text.</summary>
    public static IEnumerable<string> Split(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = EndOfPiece(text, start);
            yield return text[start..end];
            start = end;
        }
    }

    /// <summary>How many tokens a text has.</summary>
    public static int Count(string text)
    {
        var count = 0;
        for (var at = 0; at < text.Length; at = EndOfPiece(text, at))
        {
            count++;
        }

        return count;
    }

    private static int EndOfPiece(string text, int start)
    {
        var at = start + (text[start] == ' ' && start + 1 < text.Length ? 1 : 0);
        var letters = 0;
        while (at < text.Length && letters < LongestPiece && IsOfWord(text[at]))
        {
            at++;
            letters++;
        }

        if (letters > 0)
        {
            return at;
        }

        _ = Rune.DecodeFromUtf16(text.AsSpan(at), out _, out var length);
        return at + length;
    }

    private static bool IsOfWord(char sign) => sign < '\u2E80' && char.IsLetterOrDigit(sign);
}
