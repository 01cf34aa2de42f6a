namespace Baton.Models.Configuration;

/// <summary>One of <c>budgets</c>: a limit on money. A threshold that is <c>null</c> is off.</summary>
public sealed record BudgetOptions
{
    /// <summary>What it limits: <c>global</c>, <c>tenant</c>, <c>key</c>, <c>role</c>, <c>conversation</c>.</summary>
    public string Scope { get; init; } = "global";

    /// <summary>Which one of the scope; <c>null</c>: each.</summary>
    public string? Id { get; init; }

    /// <summary>The most to spend in a period, in US dollars.</summary>
    public decimal LimitUsd { get; init; }

    /// <summary>The period: <c>day</c>, <c>week</c>, <c>month</c>, <c>total</c>.</summary>
    public string Per { get; init; } = "total";

    /// <summary>Where days begin, by its IANA name; weeks begin on Monday.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Whether nothing is spent beyond it; otherwise it only warns.</summary>
    public bool Hard { get; init; } = true;

    /// <summary>The share spent at which it warns, 0 to 1.</summary>
    public double? WarnAt { get; init; }

    /// <summary>The share spent from which on <c>auto</c> chooses cheaper, 0 to 1.</summary>
    public double? CheaperAt { get; init; }

    /// <summary>The share spent from which on cloud models are refused, 0 to 1.</summary>
    public double? LocalOnlyAt { get; init; }
}
