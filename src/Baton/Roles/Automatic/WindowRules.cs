using Baton.Models;
using Baton.Models.Configuration;

namespace Baton.Roles.Automatic;

/// <summary>Whether a role may change its model by itself now: a pure function of a time.</summary>
internal static class WindowRules
{
    /// <summary>Whether one of the windows is open; without any it always is.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="now">The moment.</param>
    public static bool IsOpen(EquatableArray<MaintenanceWindowOptions> windows, DateTimeOffset now) => windows.IsEmpty || windows.Any(w => IsOpen(w, now));

    private static bool IsOpen(MaintenanceWindowOptions window, DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(window.TimeZone));
        var time = TimeOnly.FromTimeSpan(local.TimeOfDay);
        if (window.From < window.To)
        {
            return time >= window.From && time < window.To && Opens(window, local.DayOfWeek);
        }

        // It goes over midnight: what is open in the morning has opened the day before.
        return time >= window.From ? Opens(window, local.DayOfWeek) : time < window.To && Opens(window, local.AddDays(-1).DayOfWeek);
    }

    private static bool Opens(MaintenanceWindowOptions window, DayOfWeek day) => window.Days.IsEmpty || window.Days.Contains(day);
}
