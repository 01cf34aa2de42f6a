namespace Baton.Budgets;

/// <summary>How much of a budget is spent, by its thresholds.</summary>
public enum BudgetState
{
    /// <summary>Under every threshold.</summary>
    Ok,

    /// <summary>From <c>warn_at</c> on.</summary>
    Warn,

    /// <summary>From <c>cheaper_at</c> on: <c>auto</c> chooses cheaper.</summary>
    Cheaper,

    /// <summary>From <c>local_only_at</c> on: cloud models are refused.</summary>
    LocalOnly,

    /// <summary>Nothing is left; a hard one refuses.</summary>
    Exhausted,
}

/// <summary>A budget as it is now. Amounts are US dollars.</summary>
/// <param name="Key">What it counts.</param>
/// <param name="Name">What people call the subject, where that is not its id.</param>
/// <param name="LimitUsd">The most to spend in a period.</param>
/// <param name="SpentUsd">Spent in this one. May exceed the limit where the budget is not hard.</param>
/// <param name="ReservedUsd">The most that open requests may cost.</param>
/// <param name="RemainingUsd">What may still be reserved; at least 0.</param>
/// <param name="ResetsAt">When the next period begins, UTC; <c>null</c>: never.</param>
/// <param name="State">How much is spent.</param>
/// <param name="Hard">Whether nothing is spent beyond it.</param>
public sealed record BudgetStatus(
    BudgetKey Key, string? Name, decimal LimitUsd, decimal SpentUsd, decimal ReservedUsd, decimal RemainingUsd, DateTimeOffset? ResetsAt,
    BudgetState State, bool Hard);
