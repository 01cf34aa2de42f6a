using System.Collections.Frozen;

namespace Baton.Providers.Simulated;

/// <summary>The words of a text that carry it.</summary>
internal static class KeyTerms
{
    private static readonly FrozenSet<string> Common =
        ("a about after all also am an and any are as at be because been before being between both but by can could did do does doing "
        + "each else few for from give had has have having he her here hers him his how i if in into is it its just let like make may me "
        + "might more most much must my no nor not now of off on once one only or other our out over own please same say shall she should "
        + "so some such tell than that the their them then there these they this those to too under up us use very was we were what "
        + "when where which while who whom why will with would write you your yours following text answer question explain describe "
        + "summarize summarise translate classify reply respond").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Distinct words in lower case, the most frequent first, then as they come; common ones are left out.</summary>
    public static IReadOnlyList<string> Find(string text, int count = 6) =>
    [
        .. Words(text)
            .Select((word, at) => (Word: word.ToLowerInvariant(), At: at))
            .Where(w => w.Word.Length > 2 && !Common.Contains(w.Word))
            .GroupBy(w => w.Word, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.First().At)
            .Take(count)
            .Select(g => g.Key),
    ];

    /// <summary>Runs of letters and digits, with hyphens and apostrophes inside.</summary>
    public static IEnumerable<string> Words(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inside = i < text.Length && (char.IsLetterOrDigit(text[i])
                || (start >= 0 && text[i] is '-' or '\'' && i + 1 < text.Length && char.IsLetterOrDigit(text[i + 1])));
            if (inside && start < 0)
            {
                start = i;
            }
            else if (!inside && start >= 0)
            {
                yield return text[start..i];
                start = -1;
            }
        }
    }

    /// <summary>Whether a word says nothing by itself.</summary>
    public static bool IsCommon(string word) => Common.Contains(word.ToLowerInvariant());

    /// <summary>Whether two words are one in different forms: the same up to an ending of at most three letters.</summary>
    public static bool Alike(string one, string other)
    {
        var (shorter, longer) = one.Length <= other.Length ? (one, other) : (other, one);
        return longer.Length - shorter.Length <= 3 && shorter.Length > 2 && longer.StartsWith(shorter, StringComparison.OrdinalIgnoreCase);
    }
}
