using Baton.Models.Configuration;

namespace Baton.Budgets;

/// <summary>One limit and what is counted against it. Everything happens under the book's lock.</summary>
internal sealed class BudgetAccount(BudgetKey key, BudgetOptions terms)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(key.TimeZone);

    public BudgetKey Key { get; } = key;

    /// <summary>The limit, the thresholds.</summary>
    public BudgetOptions Terms { get; set; } = terms;

    /// <summary>The present period's money; only <see cref="Turn"/> makes it present.</summary>
    public BudgetWindow Window { get; private set; } = new(default);

    /// <summary>The state that was last told of.</summary>
    public BudgetState Told { get; set; }

    /// <summary>Whether something changed since it was last told of.</summary>
    public bool Changed { get; set; }

    /// <summary>Whether somebody waits because of what others have taken, so that the store is asked what they gave back.</summary>
    public bool Short { get; set; }

    /// <summary>When something was last reserved; a timestamp of the clock.</summary>
    public long Used { get; set; }

    /// <summary>Begins the period that a moment lies in, if it is another.</summary>
    /// <returns>Whether it is.</returns>
    public bool Turn(DateTimeOffset now)
    {
        if (Window.Period.End is { } end && now >= end || Window.Period == default)
        {
            Window = new BudgetWindow(BudgetPeriod.Of(Key.Per, _zone, now));
            Changed = true;
            return true;
        }

        return false;
    }

    /// <summary>The share that is spent; 1 where the limit is 0.</summary>
    public double Share => Terms.LimitUsd > 0 ? (double)(Window.AllSpent / Terms.LimitUsd) : 1;

    public BudgetState State
    {
        get
        {
            if (Window.AllSpent >= Terms.LimitUsd)
            {
                return BudgetState.Exhausted;
            }

            var share = Share;
            return share >= Terms.LocalOnlyAt ? BudgetState.LocalOnly
                : share >= Terms.CheaperAt ? BudgetState.Cheaper
                : share >= Terms.WarnAt ? BudgetState.Warn : BudgetState.Ok;
        }
    }

    /// <summary>What the state means for a choice: one that is not hard never refuses, and beyond its limit goes on as just under it.</summary>
    public BudgetState Acting => State switch
    {
        BudgetState.Exhausted when !Terms.Hard => Terms.LocalOnlyAt is not null ? BudgetState.LocalOnly
            : Terms.CheaperAt is not null ? BudgetState.Cheaper : BudgetState.Warn,
        var state => state,
    };

    public BudgetStatus Status(string? name) => new(
        Key, name, Terms.LimitUsd, Window.AllSpent, Window.Reserved, Math.Max(0, Window.Free(Terms.LimitUsd)), Window.Period.End, State, Terms.Hard);
}
