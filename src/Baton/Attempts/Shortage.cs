namespace Baton.Attempts;

/// <summary>Why no deployment took a request that did not even reach one.</summary>
/// <param name="Kind">The reason.</param>
/// <param name="RetryAfter">When it may be worth another try.</param>
internal sealed record Shortage(ShortageKind Kind, TimeSpan RetryAfter)
{
    public static Shortage Of(AttemptPlan plan, AttemptPlan.Step step, long now, long end, TimeProvider time)
    {
        var recovery = step.Until == long.MaxValue ? TimeSpan.FromSeconds(1) : time.GetElapsedTime(now, step.Until);
        return now >= end && step.Line.Count > 0 ? new Shortage(ShortageKind.WaitedTooLong, TimeSpan.FromSeconds(1))
            : step.Full ? new Shortage(ShortageKind.QueueFull, TimeSpan.FromSeconds(1))
            : step.Until != long.MaxValue ? new Shortage(plan.AllLimited ? ShortageKind.AllLimited : ShortageKind.AllRest, recovery)
            : new Shortage(ShortageKind.NobodyLeft, recovery);
    }
}

/// <summary>The reasons.</summary>
internal enum ShortageKind
{
    /// <summary>All that could be asked were asked.</summary>
    NobodyLeft,

    /// <summary>Everything is left alone for a while.</summary>
    AllRest,

    /// <summary>Every deployment said that its limit is reached, and when to come back.</summary>
    AllLimited,

    /// <summary>As many wait as may.</summary>
    QueueFull,

    /// <summary>It waited as long as it may.</summary>
    WaitedTooLong,
}
