namespace Baton.Routing;

/// <summary>
/// Makes one figure, 0 to 1, of what is expected. Speed and cost are normalised as <c>r / (r + x)</c>, where <c>r</c> is what a
/// neutral model would take for the same task: 1 when nothing, a half when as much as the neutral one. So a model's score does
/// not depend on which others there are, and a constraint takes models out without reordering the rest.
/// </summary>
internal static class Scoring
{
    /// <summary>Counted where a model's quality is unknown.</summary>
    public const double NeutralQuality = 0.5;

    /// <summary>Milliseconds to the first token, counted where they are unknown.</summary>
    public const double NeutralFirstTokenMs = 1_000;

    /// <summary>Tokens a second, counted where they are unknown.</summary>
    public const double NeutralTokensPerSecond = 50;

    /// <summary>US dollars per million tokens, counted where the price is unknown.</summary>
    public const double NeutralUsdPerMillionTokens = 2;

    /// <summary>Scores an estimate.</summary>
    /// <param name="estimate">What is expected.</param>
    /// <param name="task">What is asked.</param>
    /// <param name="strategy">What counts.</param>
    /// <returns>The weighted sum, 0 to 1.</returns>
    public static double Score(in Estimate estimate, TaskAnalysis task, Strategy strategy) =>
        (strategy.Quality * Math.Clamp(estimate.Quality ?? NeutralQuality, 0, 1))
        + (strategy.Speed * Speed(estimate.LatencyMs, task))
        + (strategy.Cost * Cost(estimate.CostUsd, task, strategy));

    private static double Speed(double? latencyMs, TaskAnalysis task)
    {
        var neutral = NeutralFirstTokenMs + (1_000 * task.OutputTokens / NeutralTokensPerSecond);
        return Share(neutral, latencyMs ?? neutral);
    }

    private static double Cost(decimal? usd, TaskAnalysis task, Strategy strategy)
    {
        if (usd is null && strategy.Cost >= 1)
        {
            return 0; // Who asks for the cheapest is not given a model of which nobody knows whether it is dear.
        }

        var neutral = NeutralUsdPerMillionTokens * ((double)task.InputTokens + task.OutputTokens) / 1e6;
        return Share(neutral, usd is { } known ? (double)known : neutral);
    }

    private static double Share(double neutral, double actual) =>
        actual <= 0 ? 1 : Math.Max(neutral, double.Epsilon) / (Math.Max(neutral, double.Epsilon) + actual);
}
