using Baton.Models;
using Baton.Routing;
using Baton.Storage.Usage;

namespace Baton.Server.Endpoints.Control;

/// <summary>What the same traffic would have cost on one model, by default the strongest. Costs are US dollars.</summary>
/// <param name="Baseline">That model.</param>
/// <param name="Requests">The requests that are compared.</param>
/// <param name="LeftOutRequests">Those that are not: something of their model's traffic has no known cost, or it wrote nothing.</param>
/// <param name="CostUsd">What they cost.</param>
/// <param name="BaselineCostUsd">What they would have cost there, token for token.</param>
/// <param name="SavedUsd">The difference; negative where it would have been cheaper.</param>
/// <param name="SavedShare">Of what they would have cost; <c>null</c> where that is nothing.</param>
internal sealed record Savings(
    string Baseline, long Requests, long LeftOutRequests, decimal CostUsd, decimal BaselineCostUsd, decimal SavedUsd, double? SavedShare)
{
    private static readonly PriorEstimates Priors = new();
    private static readonly TaskAnalysis Anything = new(TaskType.General, 0.5, [], 0, 0);

    /// <summary>The model to compare with.</summary>
    /// <param name="catalog">The models.</param>
    /// <param name="named">The one that the caller names; <c>null</c>: the one of the best declared quality, of several the dearest.</param>
    /// <returns>The model; <c>null</c> where none has a quality and a price.</returns>
    /// <exception cref="BatonException">There is no such model, or its price is unknown.</exception>
    public static ModelCard? BaselineOf(Catalog catalog, string? named)
    {
        if (named is null)
        {
            return catalog.Models.Where(m => m.Card.Price is { Input: not null, Output: not null } && Quality(m) is not null)
                .OrderByDescending(Quality).ThenByDescending(m => m.Card.Price!.Input + m.Card.Price.Output).FirstOrDefault()?.Card;
        }

        var model = catalog.FindModel(named) ?? throw new BatonException(
            ErrorCodes.ModelNotFound, $"There is no model '{named}'.{NearestNames.Suggest(named, catalog.Models.Select(m => m.Id))}")
        { Param = "baseline" };
        return model.Card.Price is { Input: not null, Output: not null } ? model.Card : throw new BatonException(
            ErrorCodes.InvalidRequest, $"The price of '{named}' is unknown, so nothing can be compared with it: give it a 'price'.")
        { Param = "baseline" };
    }

    /// <summary>Compares.</summary>
    /// <param name="models">The sums of each model's requests.</param>
    /// <param name="baseline">The model to compare with; its price is known.</param>
    public static Savings Of(IReadOnlyList<UsageTotals> models, ModelCard baseline)
    {
        var compared = models.Where(m => m is { UnknownCostRequests: 0, OutputTokens: > 0 }).ToList();
        var (cost, there) = (compared.Sum(m => m.CostUsd), compared.Sum(m => CostOf(m, baseline.Price!)));
        return new Savings(
            baseline.Id, compared.Sum(m => m.Requests), models.Sum(m => m.Requests) - compared.Sum(m => m.Requests), cost, there, there - cost,
            there > 0 ? (double)((there - cost) / there) : null);
    }

    private static decimal CostOf(UsageTotals sums, TokenPrice price) =>
        price.Cost(new TokenUsage(sums.InputTokens, sums.CacheReadTokens, sums.CacheWriteTokens, sums.OutputTokens, sums.ReasoningTokens))!.Value
        + ((sums.Requests - 1) * (price.PerRequest ?? 0));

    private static double? Quality(Model model) => Priors.For(model.Deployments[0], Anything).Quality;
}
