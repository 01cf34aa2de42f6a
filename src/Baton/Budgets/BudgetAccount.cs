using Baton.Models.Configuration;

namespace Baton.Budgets;

/// <summary>One limit and what is counted against it. Everything happens under the book's lock.</summary>
internal sealed class BudgetAccount
{
    private readonly TimeZoneInfo _zone;
    private BudgetOptions _terms = null!;
    private (decimal? Warn, decimal? Cheaper, decimal? LocalOnly) _from;

    public BudgetAccount(BudgetKey key, BudgetOptions terms)
    {
        (Key, Terms) = (key, terms);
        _zone = TimeZoneInfo.FindSystemTimeZoneById(key.TimeZone);
    }

    public BudgetKey Key { get; }

    /// <summary>The limit, the thresholds.</summary>
    public BudgetOptions Terms
    {
        get => _terms;
        set => (_terms, _from) = (value, (From(value, value.WarnAt), From(value, value.CheaperAt), From(value, value.LocalOnlyAt)));
    }

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
            var spent = Window.AllSpent;
            return spent >= _terms.LimitUsd ? BudgetState.Exhausted
                : spent >= _from.LocalOnly ? BudgetState.LocalOnly
                : spent >= _from.Cheaper ? BudgetState.Cheaper
                : spent >= _from.Warn ? BudgetState.Warn : BudgetState.Ok;
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
        Key, name, Plain(Terms.LimitUsd), Plain(Window.AllSpent), Plain(Window.Reserved), Plain(Math.Max(0, Window.Free(Terms.LimitUsd))),
        Window.Period.End, State, Terms.Hard);

    /// <summary>From how much on a threshold is reached.</summary>
    private static decimal? From(BudgetOptions terms, double? share) => (decimal?)share * terms.LimitUsd;

    /// <summary>Without the zeros at the end that sums of decimals gather.</summary>
    private static decimal Plain(decimal usd) => usd / 1.0000000000000000000000000000m;
}
