using Baton.Providers.Simulated.Answers;

namespace Baton.Providers.Simulated.Schemas;

/// <summary>Fills the places of a JSON schema with what the prompt says.</summary>
/// <param name="request">The request.</param>
/// <param name="good">Whether what fits best is to be found; a weak answer has the right shape and nothing in it.</param>
/// <param name="skip">Names and places to pass over, so that each of several calls gets its own.</param>
internal sealed class ValueSource(SimulatedRequest request, bool good, int skip = 0)
{
    private readonly List<decimal> _numbers = [.. Entities.Numbers(request.Prompt)];

    public Chance Chance => request.Chance;

    /// <summary>A text for a property.</summary>
    /// <param name="property">Its name.</param>
    /// <param name="variant">Which of several, from 0; different variants are different texts.</param>
    public string Text(string property, int variant)
    {
        if (!good)
        {
            return variant == 0 ? "something" : $"something {variant + 1}";
        }

        var text = Fitting(property, variant);
        return text ?? Term(variant);
    }

    /// <summary>The next number of the prompt that fits; <c>null</c> where there is none.</summary>
    public decimal? Number(Func<decimal, bool> fits)
    {
        var at = good ? _numbers.FindIndex(n => fits(n)) : -1;
        if (at < 0)
        {
            return null;
        }

        var number = _numbers[at];
        _numbers.RemoveAt(at);
        return number;
    }

    /// <summary>Which of several texts fits the prompt.</summary>
    public int Choose(IReadOnlyList<string> texts, string draw) =>
        good ? texts.ToList().IndexOf(Labels.Best(texts, Subject.Of(request.Prompt), Chance, draw)) : Chance.Below(draw, texts.Count);

    /// <summary>A key for an entry of a map.</summary>
    public string Key(int variant) => Term(variant).Replace(' ', '_');

    private string? Fitting(string property, int variant)
    {
        var words = NameWords.Split(property);
        if (Has(words, "city", "cities", "location", "place", "places", "country", "town", "region", "destination", "origin"))
        {
            return At(Entities.Places(request.Prompt), variant + skip);
        }

        if (Has(words, "person", "author", "customer", "who", "names", "first", "last", "user"))
        {
            return At(Entities.Names(request.Prompt), variant + skip);
        }

        if (variant > 0)
        {
            return null; // What follows is about the prompt as a whole, once.
        }

        if (Has(words, "expression", "formula", "equation"))
        {
            return Arithmetic.Find(request.Prompt)?.Text;
        }

        if (Has(words, "query", "q", "search", "keyword"))
        {
            return Subject.Quoted(request.Prompt) ?? string.Join(' ', request.Terms);
        }

        if (Has(words, "text", "content", "message", "input", "body", "sentence"))
        {
            return Subject.Of(request.Prompt);
        }

        if (Has(words, "question", "prompt", "task"))
        {
            return request.Prompt;
        }

        return Has(words, "answer", "summary", "result", "response", "output", "explanation", "description", "reason", "reasoning", "conclusion", "label", "sentiment", "category")
            ? Prose.Answer(request, good: true)
            : Subject.Quoted(request.Prompt);
    }

    private string Term(int variant)
    {
        var terms = request.Terms;
        return variant < terms.Count ? terms[variant] : $"{terms[variant % terms.Count]} {variant}";
    }

    private static string? At(IReadOnlyList<string> items, int index) => index < items.Count ? items[index] : null;

    private static bool Has(IReadOnlyList<string> words, params ReadOnlySpan<string> any)
    {
        foreach (var one in any)
        {
            if (words.Contains(one))
            {
                return true;
            }
        }

        return false;
    }
}
