namespace Baton.Providers.Simulated;

/// <summary>Names and numbers that a text mentions.</summary>
internal static class Entities
{
    private static readonly string[] Before = ["in", "at", "for", "to", "from", "near", "of", "between", "and"];

    private static readonly string[] NoPlaces =
    [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may",
        "june", "july", "august", "september", "october", "november", "december", "celsius", "fahrenheit", "json",
    ];

    /// <summary>Places: names with a capital after "in", "for", "to" …, and those that "and" or a comma adds; else the word after "in".</summary>
    public static IReadOnlyList<string> Places(string text)
    {
        var places = new List<string>();
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var listing = false;
        for (var i = 1; i < words.Length; i++)
        {
            var introduced = Before.Contains(words[i - 1].ToLowerInvariant()) || listing;
            var name = introduced ? Name(words, ref i) : null;
            if (name is not null && !NoPlaces.Contains(name.ToLowerInvariant()))
            {
                places.Add(name);
                listing = words[i].EndsWith(',');
            }
            else
            {
                listing = false;
            }
        }

        if (places.Count == 0 && Array.FindIndex(words, w => w.Equals("in", StringComparison.OrdinalIgnoreCase)) is >= 0 and var at && at + 1 < words.Length)
        {
            places.AddRange(KeyTerms.Words(words[at + 1]).Where(w => !KeyTerms.IsCommon(w)).Take(1));
        }

        return [.. places.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Words with a capital that do not begin a sentence and are not where something is.</summary>
    public static IReadOnlyList<string> Names(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var names = new List<string>();
        for (var i = 1; i < words.Length; i++)
        {
            var before = words[i - 1];
            if (!before.EndsWith('.') && !before.EndsWith('?') && !before.EndsWith(':') && before is not ("in" or "at" or "near" or "from")
                && Name(words, ref i) is { Length: > 1 } name)
            {
                names.Add(name);
            }
        }

        return names;
    }

    /// <summary>Its numbers, in order.</summary>
    public static IReadOnlyList<decimal> Numbers(string text)
    {
        var numbers = new List<decimal>();
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]) || (i > 0 && char.IsLetter(text[i - 1])))
            {
                continue;
            }

            var start = i > 0 && text[i - 1] == '-' && (i == 1 || text[i - 2] == ' ') ? i - 1 : i;
            while (i < text.Length && (char.IsAsciiDigit(text[i]) || (text[i] == '.' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))))
            {
                i++;
            }

            if (decimal.TryParse(text.AsSpan(start, i - start), System.Globalization.CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }

    /// <summary>A run of words with capitals from <paramref name="at"/> on: "New York"; <paramref name="at"/> then stands at its last.</summary>
    private static string? Name(string[] words, ref int at)
    {
        var parts = new List<string>();
        for (var i = at; i < words.Length && parts.Count < 3; i++)
        {
            var bare = words[i].Trim('.', ',', '?', '!', ';', ':', '"', '\'', ')', '(');
            if (bare.Length == 0 || !char.IsUpper(bare[0]) || bare == "I" || KeyTerms.IsCommon(bare))
            {
                break;
            }

            parts.Add(bare.EndsWith("'s", StringComparison.Ordinal) ? bare[..^2] : bare);
            at = i;
            if (!char.IsLetterOrDigit(words[i][^1]))
            {
                break;
            }
        }

        return parts.Count == 0 ? null : string.Join(' ', parts);
    }
}
