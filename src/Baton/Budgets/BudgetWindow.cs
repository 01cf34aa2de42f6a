namespace Baton.Budgets;

/// <summary>
/// The money of one account in one period, in US dollars. A request counts in the period in which it reserved, however long it runs.
/// Everything happens under the book's lock.
/// </summary>
internal sealed class BudgetWindow(BudgetPeriod period)
{
    /// <summary>The period.</summary>
    public BudgetPeriod Period { get; } = period;

    /// <summary>What the store counts as used by others: earlier processes and other instances, with what those hold and have not spent.</summary>
    public decimal Elsewhere { get; set; }

    /// <summary>Of that, what is known to be spent.</summary>
    public decimal SpentElsewhere { get; set; }

    /// <summary>The slice that this process holds: what the store counts for it already, so that it is spent whatever happens to the process.</summary>
    public decimal Slice { get; set; }

    /// <summary>What this process's requests have cost.</summary>
    public decimal Spent { get; set; }

    /// <summary>Of that, what the store was told.</summary>
    public decimal Told { get; set; }

    /// <summary>The most that its open requests may cost.</summary>
    public decimal Reserved { get; set; }

    /// <summary>Spent by everybody.</summary>
    public decimal AllSpent => SpentElsewhere + Spent;

    /// <summary>What this process needs of the store.</summary>
    public decimal Needed => Spent + Reserved;

    /// <summary>What may still be reserved now.</summary>
    public decimal Free(decimal limit) => limit - Elsewhere - Needed;

    /// <summary>What could be reserved if every open request cost nothing.</summary>
    public decimal Most(decimal limit) => limit - AllSpent;
}
