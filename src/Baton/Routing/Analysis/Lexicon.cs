using System.Collections.Frozen;
using Baton.Models;
using Lookup = System.Collections.Frozen.FrozenDictionary<
    string, Baton.Routing.Analysis.WordSense>.AlternateLookup<System.ReadOnlySpan<char>>;

namespace Baton.Routing.Analysis;

/// <summary>The words that tell tasks apart, looked up by span: no text is copied.</summary>
internal static class Lexicon
{
    private static readonly Lookup Words = Freeze(EnglishWords.All.Concat(OtherWords.All));
    private static readonly Lookup Phrases = Freeze(EnglishWords.Phrases);
    private static readonly Lookup Pairs = Freeze(OtherWords.Ideographs);

    /// <summary>What a word says; a plural that is not listed says what its singular says.</summary>
    public static bool TryWord(ReadOnlySpan<char> word, out WordSense sense) =>
        Words.TryGetValue(word, out sense)
        || (word.Length > 3 && word[^1] is 's' or 'S' && Words.TryGetValue(word[..^1], out sense));

    /// <summary>What two words with one sign between them say together, beyond what each says alone.</summary>
    public static bool TryPhrase(ReadOnlySpan<char> phrase, out WordSense sense) => Phrases.TryGetValue(phrase, out sense);

    /// <summary>What two ideographs say.</summary>
    public static bool TryPair(ReadOnlySpan<char> pair, out WordSense sense) => Pairs.TryGetValue(pair, out sense);

    /// <summary>Several entries of one word become one: the strongest type, all marks.</summary>
    private static Lookup Freeze(IEnumerable<(string Word, WordSense Sense)> entries)
    {
        var words = new Dictionary<string, WordSense>(StringComparer.OrdinalIgnoreCase);
        foreach (var (word, sense) in entries)
        {
            var old = words.GetValueOrDefault(word);
            words[word] = (old.Weight >= sense.Weight ? old : sense) with { Marks = old.Marks | sense.Marks };
        }

        return words.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public static IEnumerable<(string Word, WordSense Sense)> Says(TaskType type, float weight, string words, WordMarks marks = WordMarks.None) =>
        words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(w => (w.Replace('_', ' '), new WordSense(type, weight, marks)));

    public static IEnumerable<(string Word, WordSense Sense)> Marks(WordMarks marks, string words) => Says(TaskType.General, 0, words, marks);
}
