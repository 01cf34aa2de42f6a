namespace Baton.Budgets;

/// <summary>The periods in which money is counted: from one beginning to the next, in a zone of time.</summary>
/// <param name="Start">When it began.</param>
/// <param name="End">When the next begins; <c>null</c>: never.</param>
public readonly record struct BudgetPeriod(DateTimeOffset Start, DateTimeOffset? End)
{
    /// <summary>The one that never ends.</summary>
    public static BudgetPeriod Total { get; } = new(DateTimeOffset.UnixEpoch, null);

    /// <summary>The period that a moment lies in.</summary>
    /// <param name="per"><c>day</c>, <c>week</c> (from Monday), <c>month</c> or <c>total</c>.</param>
    /// <param name="zone">Where days begin. Where the clock is set forward over midnight the day begins with the first moment after; where midnight comes twice, with the first.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The period, in UTC.</returns>
    public static BudgetPeriod Of(string per, TimeZoneInfo zone, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (per == "total")
        {
            return Total;
        }

        var first = FirstDay(per, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime));
        var end = Beginning(Next(per, first), zone);
        if (end <= now)
        {
            // The clock was set back from after midnight to before it: the new day has begun all the same.
            first = Next(per, first);
            end = Beginning(Next(per, first), zone);
        }

        return new BudgetPeriod(Beginning(first, zone), end);
    }

    private static DateOnly FirstDay(string per, DateOnly day) => per switch
    {
        "day" => day,
        "week" => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        _ => new DateOnly(day.Year, day.Month, 1),
    };

    private static DateOnly Next(string per, DateOnly first) => per switch
    {
        "day" => first.AddDays(1),
        "week" => first.AddDays(7),
        _ => first.AddMonths(1),
    };

    private static DateTimeOffset Beginning(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
