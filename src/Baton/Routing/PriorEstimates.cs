using Baton.Models;

namespace Baton.Routing;

/// <summary>Estimates from what a model's card declares, before anything was measured.</summary>
public sealed class PriorEstimates : IEstimates
{
    /// <summary>What a declared strength adds to a model's general quality.</summary>
    internal const double StrengthBonus = 0.05;

    /// <inheritdoc/>
    public Estimate For(Deployment deployment, TaskAnalysis task)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        ArgumentNullException.ThrowIfNull(task);
        var card = deployment.Model;
        var output = Math.Min(task.OutputTokens, card.MaxOutputTokens ?? int.MaxValue);
        return new Estimate(
            QualityOf(card, task.Type),
            LatencyOf(card, output),
            card.Price?.Cost(new TokenUsage(task.InputTokens, Output: output)));
    }

    /// <summary>The quality declared for this very task type; else the general one, with a strength's bonus.</summary>
    private static double? QualityOf(ModelCard card, TaskType type)
    {
        double? general = card.Quality;
        foreach (var (task, quality) in card.QualityByTask.AsSpan())
        {
            if (task == type)
            {
                return quality;
            }

            if (task == TaskType.General)
            {
                general ??= quality;
            }
        }

        return general is { } known && card.Strengths.AsSpan().Contains(type) ? Math.Min(1, known + StrengthBonus) : general;
    }

    /// <summary>First token and all others. Where one of the two is declared, the other is taken at its neutral value.</summary>
    private static double? LatencyOf(ModelCard card, int output) => card is { LatencyMs: null, TokensPerSecond: null }
        ? null
        : (card.LatencyMs ?? Scoring.NeutralFirstTokenMs)
            + (1_000 * output / Math.Max(card.TokensPerSecond ?? Scoring.NeutralTokensPerSecond, 0.001));
}
