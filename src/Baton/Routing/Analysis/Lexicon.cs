using Baton.Models;

namespace Baton.Routing.Analysis;

/// <summary>The words that tell tasks apart.</summary>
internal static class Lexicon
{
    /// <summary>Single words.</summary>
    public static WordTable Single { get; } = new(EnglishWords.All.Concat(OtherWords.All));

    /// <summary>Two words with one sign between them: what they say together, beyond what each says alone.</summary>
    public static WordTable Double { get; } = new(EnglishWords.Phrases);

    /// <summary>Two ideographs.</summary>
    public static WordTable Ideographs { get; } = new(OtherWords.Ideographs);

    public static IEnumerable<(string Word, WordSense Sense)> Says(
        TaskType type, float weight, string words, WordMarks marks = WordMarks.None) =>
        words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Select(w => (w.Replace('_', ' '), new WordSense(type, weight, marks)));

    public static IEnumerable<(string Word, WordSense Sense)> Marks(WordMarks marks, string words) => Says(TaskType.General, 0, words, marks);
}
