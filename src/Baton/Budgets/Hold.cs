namespace Baton.Budgets;

/// <summary>What one open request has reserved, in every account that it touches. Everything happens under the book's lock.</summary>
internal sealed class Hold
{
    /// <summary>Where it is reserved: the periods that were present when the request began.</summary>
    public BudgetWindow[]? Windows { get; set; }

    /// <summary>How much, in US dollars.</summary>
    public decimal Amount { get; set; }

    /// <summary>When it is taken for forgotten; a timestamp of the clock.</summary>
    public long Expires { get; init; }

    /// <summary>Whether it was, so that it counts as spent.</summary>
    public bool Expired { get; set; }

    /// <summary>Whether the request ended.</summary>
    public bool Settled { get; set; }

    /// <summary>The open holds are a list.</summary>
    public Hold? Next { get; set; }

    public Hold? Previous { get; set; }
}
