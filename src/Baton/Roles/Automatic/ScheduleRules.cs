using Baton.Models.Configuration;

namespace Baton.Roles.Automatic;

/// <summary>When a scheduled swap is due: a pure function of two times.</summary>
internal static class ScheduleRules
{
    /// <summary>Whether the entry's time came after one moment and not after another.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="after">The last moment that was looked at.</param>
    /// <param name="until">This moment.</param>
    public static bool IsDue(ScheduledSwapOptions entry, DateTimeOffset after, DateTimeOffset until)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(entry.TimeZone);
        var last = TimeZoneInfo.ConvertTime(until, zone).Date.AddDays(1);
        for (var day = TimeZoneInfo.ConvertTime(after, zone).Date.AddDays(-1); day <= last; day = day.AddDays(1))
        {
            if (entry.Days.IsEmpty || entry.Days.Contains(day.DayOfWeek))
            {
                var at = Moment(day + entry.At.ToTimeSpan(), zone);
                if (at > after && at <= until)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>A time that the change to summer skips is an hour later; one that comes twice in autumn is its second coming.</summary>
    private static DateTimeOffset Moment(DateTime local, TimeZoneInfo zone)
    {
        var real = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(real, zone.GetUtcOffset(real));
    }
}
