namespace Baton.Budgets;

/// <summary>
/// Keeps what of each budget is used, so that neither a crash nor a second instance overspends it. An instance takes a slice before it spends
/// of it: what it has taken counts as used until it gives it back, also if it dies. Amounts are US dollars.
/// </summary>
public interface IBudgetStore
{
    /// <summary>Reads every account, once at the start. What instances that are gone had taken counts as spent: they gave nothing back.</summary>
    /// <returns>The accounts; one of a period that is over does no harm.</returns>
    IReadOnlyList<BudgetTally> Load();

    /// <summary>
    /// Takes more or gives back, and tells what was spent; all or none, and on the disk when the task ends. Amounts are this instance's totals of
    /// the period, so a move that is made twice changes nothing more. A later period than the one that is kept begins at nothing; an earlier
    /// one is granted and ignored. Also without moves it says that this instance lives.
    /// </summary>
    /// <param name="moves">The changes, an account each.</param>
    /// <returns>What became of each, in their order.</returns>
    Task<IReadOnlyList<BudgetGrant>> MoveAsync(IReadOnlyList<BudgetMove> moves);

    /// <summary>What all other instances have taken and spent of the accounts that were touched since this was last asked; made for looking often.</summary>
    /// <returns>The accounts; none where this instance is alone.</returns>
    IReadOnlyList<BudgetTally> Elsewhere() => [];
}

/// <summary>What a store counts of one account.</summary>
/// <param name="Key">The account.</param>
/// <param name="Start">When its period began.</param>
/// <param name="Used">All that was taken and not given back.</param>
/// <param name="Spent">Of that, what is known to be spent.</param>
public sealed record BudgetTally(BudgetKey Key, DateTimeOffset Start, decimal Used, decimal Spent);

/// <summary>What an instance wants of one account.</summary>
/// <param name="Key">The account.</param>
/// <param name="Start">When its period began.</param>
/// <param name="Taken">What it wants to have taken, in all.</param>
/// <param name="Spent">What of that it has spent, in all.</param>
/// <param name="Limit">Up to where may be taken; what goes beyond is not. <c>null</c>: without end.</param>
public sealed record BudgetMove(BudgetKey Key, DateTimeOffset Start, decimal Taken, decimal Spent, decimal? Limit)
{
    /// <summary>What of it a store grants: the rule, for every store the same.</summary>
    /// <param name="before">What the instance has taken so far.</param>
    /// <param name="elsewhere">What all others have.</param>
    /// <returns>What it has then. What was spent counts, also where it is more than was taken.</returns>
    public decimal Granted(decimal before, decimal elsewhere)
    {
        var taken = Taken > before && elsewhere + Taken > Limit ? Math.Max(before, Math.Min(Taken, Limit.Value - elsewhere)) : Taken;
        return Math.Max(taken, Spent);
    }
}

/// <summary>What became of a move.</summary>
/// <param name="Taken">What the instance has taken, in all.</param>
/// <param name="Elsewhere">What all others have taken.</param>
/// <param name="SpentElsewhere">Of that, what is known to be spent.</param>
public sealed record BudgetGrant(decimal Taken, decimal Elsewhere, decimal SpentElsewhere);
