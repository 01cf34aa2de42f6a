using Baton.Models;

namespace Baton.Routing.Analysis;

/// <summary>How many tokens an answer will have: what the text names, else what such tasks usually take, within the caller's bound.</summary>
internal static class OutputLength
{
    private const int LongestGuess = 4_000;

    public static int Of(TaskType type, ref readonly TextSignals signals, double complexity, in TaskInput input)
    {
        var guess = signals.NamedTokens > 0 ? signals.NamedTokens + 10 : Usual(type, complexity, input.InputTokens) * Wish(in signals);
        var bounded = Math.Clamp((int)guess, 8, Math.Max(LongestGuess, signals.NamedTokens));
        return input.MaxOutputTokens is { } most ? Math.Clamp(bounded, 0, Math.Max(most, 0)) : bounded;
    }

    private static double Usual(TaskType type, double complexity, int inputTokens) => type switch
    {
        TaskType.Classification => 16,
        TaskType.Translation => Math.Max(24, inputTokens * 1.1),
        TaskType.Summarization => Math.Clamp(inputTokens / 4.0, 80, 400),
        TaskType.QuestionAnswering => 120 + (400 * complexity),
        TaskType.Reasoning => 200 + (800 * complexity),
        TaskType.Coding => 200 + (1_200 * complexity),
        TaskType.Creative => 250 + (600 * complexity),
        _ => 100 + (500 * complexity),
    };

    private static double Wish(ref readonly TextSignals signals) => (signals.WantsShort ? 0.4 : 1) * (signals.WantsLong ? 2 : 1);
}
