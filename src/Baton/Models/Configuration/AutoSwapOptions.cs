namespace Baton.Models.Configuration;

/// <summary>When a role changes its model by itself: <c>auto_swap</c>.</summary>
public sealed record AutoSwapOptions
{
    /// <summary>Whether it does.</summary>
    public bool Enabled { get; init; }

    /// <summary>Models to change to, best first.</summary>
    public EquatableArray<string> Candidates { get; init; } = [];

    /// <summary>The least time between two automatic swaps.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Requests seen before anything is concluded.</summary>
    public int MinSamples { get; init; } = 10;

    /// <summary>The share of successes under which the model is changed, 0 to 1.</summary>
    public double SuccessBelow { get; init; } = 0.8;

    /// <summary>The quality under which the model is changed, 0 to 1; <c>null</c>: 0.9 × what the file's model for the role declares.</summary>
    public double? QualityBelow { get; init; }

    /// <summary>The latency over which the model is changed; <c>null</c>: none.</summary>
    public TimeSpan? SlowerThan { get; init; }

    /// <summary>When it may change to another model; none: at any time. Going back from one that does worse waits for none.</summary>
    public EquatableArray<MaintenanceWindowOptions> Windows { get; init; } = [];
}

/// <summary>One of <c>auto_swap.windows</c>: a time of day in which a role may change its model by itself.</summary>
public sealed record MaintenanceWindowOptions
{
    /// <summary>When it opens.</summary>
    public TimeOnly From { get; init; }

    /// <summary>When it closes; before <see cref="From"/>: on the next day; the same: a day later.</summary>
    public TimeOnly To { get; init; }

    /// <summary>The days of the week on which it opens; none: every day.</summary>
    public EquatableArray<DayOfWeek> Days { get; init; } = [];

    /// <summary>The time zone of both times, by its IANA name.</summary>
    public string TimeZone { get; init; } = "UTC";
}

/// <summary>One of a role's <c>schedule</c>: a swap at a set time.</summary>
public sealed record ScheduledSwapOptions
{
    /// <summary>The model to change to.</summary>
    public required string Model { get; init; }

    /// <summary>The time of day.</summary>
    public TimeOnly At { get; init; }

    /// <summary>The days of the week; none: every day.</summary>
    public EquatableArray<DayOfWeek> Days { get; init; } = [];

    /// <summary>The time zone of <see cref="At"/>, by its IANA name.</summary>
    public string TimeZone { get; init; } = "UTC";
}
