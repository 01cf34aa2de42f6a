namespace Baton.Providers.Simulated.Answers;

/// <summary>An extractive summary: the sentences with the most of the text's own key terms (after Luhn, 1958), in their order.</summary>
internal static class Summary
{
    public static string Good(string prompt)
    {
        var text = Subject.Of(prompt);
        var sentences = Subject.Sentences(text);
        var terms = KeyTerms.Find(text, 8);
        var kept = sentences
            .Select((sentence, at) => (Sentence: sentence, At: at, Score: Score(sentence, terms)))
            .OrderByDescending(s => s.Score).ThenBy(s => s.At)
            .Take(Math.Max(1, Math.Min(3, sentences.Count / 3)))
            .OrderBy(s => s.At)
            .Select(s => s.Sentence);
        return $"In short: {string.Join(". ", kept)}.\n\nKey points: {string.Join(", ", terms.Take(5))}.";
    }

    public static string Weak(string prompt)
    {
        var words = KeyTerms.Words(Subject.Of(prompt)).Take(5);
        return $"The text is about {string.Join(' ', words)} and other things.";
    }

    private static double Score(string sentence, IReadOnlyList<string> terms)
    {
        var words = KeyTerms.Words(sentence).ToArray();
        return words.Length == 0 ? 0 : words.Count(w => terms.Contains(w, StringComparer.OrdinalIgnoreCase)) / Math.Sqrt(words.Length);
    }
}
