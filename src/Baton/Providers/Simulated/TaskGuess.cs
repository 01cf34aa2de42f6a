using Baton.Models;
using Baton.Providers.Simulated.Answers;

namespace Baton.Providers.Simulated;

/// <summary>
/// Guesses what is asked for, to choose a kind of answer. Routing has the real classifier; a provider must not look at
/// rooms below it, and an answer needs no more than this.
/// </summary>
internal static class TaskGuess
{
    private static readonly (TaskType Type, string[] Cues)[] Cues =
    [
        (TaskType.Summarization, ["summari", "tl;dr", "in a nutshell", "shorten this", "key points of"]),
        (TaskType.Translation, ["translate", "translation of", "in french?", "in german?", "in spanish?"]),
        (TaskType.Classification, ["classify", "categorize", "categorise", "which category", "label the", "label this", "sentiment", "one of the following labels"]),
        (TaskType.Coding, ["```", "function", "python", "javascript", "typescript", "c#", "sql query", "regex", "code", "class that", "unit test", "algorithm", "refactor", "compile", "bug"]),
        (TaskType.Creative, ["poem", "haiku", "story", "song", "limerick", "slogan", "creative", "joke"]),
        (TaskType.Reasoning, ["step by step", "prove", "reason about", "logic", "puzzle", "plan for", "trade-off", "calculate", "compute", "how many"]),
        (TaskType.QuestionAnswering, ["what ", "who ", "when ", "where ", "which ", "why ", "how ", "is it ", "does "]),
    ];

    /// <summary>The first type whose cue is in the prompt's beginning or end.</summary>
    public static TaskType Of(string prompt)
    {
        var text = prompt.Length <= 1_000 ? prompt : string.Concat(prompt.AsSpan(0, 700), " ", prompt.AsSpan(prompt.Length - 300));
        foreach (var (type, cues) in Cues)
        {
            if (cues.Any(cue => text.Contains(cue, StringComparison.OrdinalIgnoreCase)))
            {
                return type == TaskType.QuestionAnswering && Arithmetic.Find(prompt) is not null ? TaskType.Reasoning : type;
            }
        }

        return TaskType.General;
    }
}
