namespace Baton.Providers.Simulated.Answers;

/// <summary>Finds the labels that a prompt offers, and the one that fits best.</summary>
internal static class Labels
{
    private static readonly string[] CueWords =
        ["one of", "labels", "label", "categories", "category", "classes", "options", "choose from", "choose", "either"];

    private static readonly string[] WeakCues = ["whether it is", " as ", "into", " is "];

    private static readonly string[] Good =
        ["love", "great", "good", "excellent", "wonderful", "happy", "best", "amazing", "fantastic", "perfect", "enjoy", "nice", "delightful"];

    private static readonly string[] Bad =
        ["hate", "bad", "terrible", "awful", "worst", "poor", "broken", "sad", "angry", "disappoint", "horrible", "never again", "refund"];

    /// <summary>The labels offered, at least two; none where none are.</summary>
    public static IReadOnlyList<string> Find(string prompt)
    {
        var labels = After(prompt, CueWords, alternatives: false);
        labels = labels.Length > 0 ? labels : After(prompt, WeakCues, alternatives: true);
        return labels.Length > 0 ? labels : prompt.Contains("sentiment", StringComparison.OrdinalIgnoreCase) ? ["positive", "negative", "neutral"] : [];
    }

    /// <summary>The label that fits a text: by its own words, by the text's mood, else by chance.</summary>
    public static string Best(IReadOnlyList<string> labels, string text, Chance chance, string draw)
    {
        var words = KeyTerms.Words(text).ToArray();
        var own = labels.FirstOrDefault(l => KeyTerms.Words(l).Any(part => words.Any(w => KeyTerms.Alike(part, w))));
        if (own is not null)
        {
            return own;
        }

        var mood = Good.Count(w => text.Contains(w, StringComparison.OrdinalIgnoreCase)) - Bad.Count(w => text.Contains(w, StringComparison.OrdinalIgnoreCase));
        var name = mood > 0 ? "pos" : mood < 0 ? "neg" : "neutral";
        return labels.FirstOrDefault(l => l.StartsWith(name, StringComparison.OrdinalIgnoreCase)) ?? labels[chance.Below(draw, labels.Count)];
    }

    private static string[] After(string prompt, string[] cues, bool alternatives)
    {
        foreach (var cue in cues)
        {
            for (var at = prompt.IndexOf(cue, StringComparison.OrdinalIgnoreCase); at >= 0;
                at = prompt.IndexOf(cue, at + 1, StringComparison.OrdinalIgnoreCase))
            {
                if (List(prompt[(at + cue.Length)..], alternatives) is { Length: > 1 } labels)
                {
                    return labels;
                }
            }
        }

        return [];
    }

    /// <summary>A list up to the end of the sentence: items of at most three words between commas, slashes, bars, "or", "and".</summary>
    /// <param name="text">What follows the cue.</param>
    /// <param name="alternatives">Whether only what says "or" or has a slash counts, and only before a colon: the cue alone says little.</param>
    private static string[] List(string text, bool alternatives)
    {
        var end = text.AsSpan().IndexOfAny('.', '\n', '?');
        var sentence = end < 0 ? text : text[..end];
        var colon = sentence.IndexOf(':', StringComparison.Ordinal);
        if (alternatives)
        {
            var before = colon >= 0 ? sentence[..colon] : sentence;
            return before.Contains(" or ", StringComparison.Ordinal) || before.Contains('/', StringComparison.Ordinal) ? Items(before) : [];
        }

        if (colon >= 0 && Items(sentence[(colon + 1)..]) is { Length: > 1 } after)
        {
            return after;
        }

        return Items(colon > 0 ? sentence[..colon] : sentence);
    }

    private static string[] Items(string text)
    {
        var items = text.Split([",", "/", "|", " or ", " and "], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(i => i.StartsWith("or ", StringComparison.Ordinal) || i.StartsWith("and ", StringComparison.Ordinal) ? i[(i.IndexOf(' ', StringComparison.Ordinal) + 1)..] : i)
            .Select(i => i.Trim(' ', '"', '\'', '`', '(', ')', '[', ']', '“', '”', '*', '-'))
            .ToArray();
        return items.Length > 1 && items.All(i => i.Length > 0 && KeyTerms.Words(i).Count() <= 3)
            ? [.. items.Distinct(StringComparer.OrdinalIgnoreCase)]
            : [];
    }
}
