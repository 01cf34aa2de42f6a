using Baton.Models;

namespace Baton.Providers.Simulated.Answers;

/// <summary>Answers in text, a good and a weak one for each type of task.</summary>
internal static class Prose
{
    /// <summary>The answer to a request for text.</summary>
    public static string Answer(SimulatedRequest request, bool good)
    {
        if (request.Results.Count > 0)
        {
            return FromResults(request, good);
        }

        if (Told.Find(request.Prompt) is { } told)
        {
            return good ? told : $"Sure, here you go: {told.ToLowerInvariant()}, or something like it";
        }

        var seen = request.Images == 0 ? "" : request.Images == 1 ? "One image came with it. " : $"{request.Images} images came with it. ";
        return seen + (Arithmetic.Find(request.Prompt) is { } sum ? Sum(sum, request, good) : good ? Good(request) : Weak(request));
    }

    private static string FromResults(SimulatedRequest request, bool good)
    {
        var lines = request.Results.Select(r => good
            ? $"{(r.Tool is null ? "The tool" : $"`{r.Tool}`")} says: {r.Text}"
            : $"A tool said something of {r.Text.Length} characters");
        return good
            ? $"{string.Join('\n', lines)}\n\nThat answers what you asked about {Join(request.Terms, 3)}."
            : $"{string.Join('\n', lines)}. I am not sure what it means.";
    }

    private static string Sum(Arithmetic.Sum sum, SimulatedRequest request, bool good) => sum.Value switch
    {
        null => $"{sum.Text} has no value: it divides by zero.",
        { } value when good => $"{sum.Text} = {Arithmetic.Format(value)}",
        { } value => $"It is about {Arithmetic.Format(Math.Round(value) + 1 + request.Chance.Below("sum", 9))}, I think.",
    };

    private static string Good(SimulatedRequest request)
    {
        var terms = request.Terms;
        return request.Task switch
        {
            TaskType.Summarization => Summary.Good(request.Prompt),
            TaskType.Coding => Code.Good(request.Prompt, terms),
            TaskType.Classification => Label(request, good: true),
            TaskType.Translation => $"[{Language(request.Prompt)}] {Subject.Of(request.Prompt)}",
            TaskType.Creative => Verse(request),
            TaskType.Reasoning => $"Step by step.\n\n1. Given: {Join(terms, 4)}.\n2. What matters is how {terms[0]} bears on {terms[^1]}.\n"
                + $"3. Taking each in turn, nothing contradicts the others.\n\nConclusion: it rests on {terms[0]}.",
            TaskType.QuestionAnswering => $"The question is about {Join(terms, 3)}. {Capital(terms[0])} is the heart of it: "
                + $"{request.Chance.Pick("because", "first comes its cause", "first comes what it is made of", "first comes when it holds")}, "
                + $"then {terms[^1]}, and both together answer what you asked.",
            _ => $"On {Join(terms, 3)}:\n\n{string.Join('\n', terms.Take(4).Select((t, i) => $"- {Capital(t)}: {Point(request, i)}"))}"
                + $"{(request.System.Length > 0 ? $"\n\n(Kept in mind: {Join(KeyTerms.Find(request.System), 3)}.)" : "")}",
        };
    }

    private static string Weak(SimulatedRequest request) => request.Task switch
    {
        TaskType.Summarization => Summary.Weak(request.Prompt),
        TaskType.Coding => Code.Weak(request.Terms),
        TaskType.Classification => Label(request, good: false),
        TaskType.Translation => "I cannot tell which language this is.",
        _ => request.Chance.Pick(
            "weak",
            $"I am not sure about {request.Terms[0]}. It depends.",
            $"Something with {request.Terms[0]}, probably. Hard to say.",
            $"There are many views on {request.Terms[0]}. It could be this or that."),
    };

    private static string Label(SimulatedRequest request, bool good)
    {
        var labels = Labels.Find(request.Prompt);
        if (labels.Count == 0)
        {
            return good ? request.Terms[0] : "It could belong to several classes.";
        }

        var best = Labels.Best(labels, Subject.Of(request.Prompt), request.Chance, "label");
        return good ? best : $"Maybe {labels.First(l => l != best)}, or maybe not.";
    }

    private static string Verse(SimulatedRequest request)
    {
        var terms = request.Terms;
        var second = terms[Math.Min(1, terms.Count - 1)];
        return $"{Capital(terms[0])} at the break of day,\n{second} half a dream away;\n"
            + $"{request.Chance.Pick("verse", "softly", "slowly", "boldly", "brightly")} the evening calls the name\n"
            + $"of {terms[^1]}, and it is not the same.";
    }

    private static string Point(SimulatedRequest request, int at) => request.Chance.Pick(
        $"point{at}", "what it is, and why it counts here.", "where it starts and where it ends.",
        "the part that decides the rest.", "easily overlooked, so it is named here.", "follows from the one before.");

    private static string Language(string prompt)
    {
        var words = KeyTerms.Words(prompt).ToArray();
        for (var i = 0; i + 1 < words.Length; i++)
        {
            if (words[i] is "into" or "to" or "in" && char.IsUpper(words[i + 1][0]))
            {
                return words[i + 1];
            }
        }

        return "translation";
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static string Join(IReadOnlyList<string> words, int count) => words.Count switch
    {
        0 => "it",
        1 => words[0],
        _ => string.Join(", ", words.Take(Math.Min(count, words.Count) - 1)) + " and " + words[Math.Min(count, words.Count) - 1],
    };
}
