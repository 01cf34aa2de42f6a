using System.Globalization;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Roles.Automatic;

namespace Baton.Tests.Roles;

public sealed class ScheduleRulesTests
{
    [Theory]
    [InlineData("22:30", "", "UTC", "2026-11-25T22:29:55Z", "2026-11-25T22:30:05Z", true)]
    [InlineData("22:30", "", "UTC", "2026-11-25T22:30:00Z", "2026-11-25T22:30:10Z", false)] // It was due at the last look.
    [InlineData("22:30", "", "UTC", "2026-11-25T22:29:50Z", "2026-11-25T22:30:00Z", true)]
    [InlineData("00:00", "", "UTC", "2026-11-25T23:59:55Z", "2026-11-26T00:00:05Z", true)]
    [InlineData("22:30", "Wednesday", "UTC", "2026-11-25T22:29:55Z", "2026-11-25T22:30:05Z", true)]
    [InlineData("22:30", "Thursday", "UTC", "2026-11-25T22:29:55Z", "2026-11-25T22:30:05Z", false)]
    [InlineData("07:30", "Thursday", "Asia/Tokyo", "2026-11-25T22:29:55Z", "2026-11-25T22:30:05Z", true)] // Thursday there.
    [InlineData("02:30", "", "Europe/Berlin", "2026-03-29T01:29:55Z", "2026-03-29T01:30:05Z", true)] // 02:30 does not come that day: 03:30 does.
    [InlineData("02:30", "", "Europe/Berlin", "2026-10-25T00:29:55Z", "2026-10-25T00:30:05Z", false)] // It comes twice: once is enough.
    [InlineData("02:30", "", "Europe/Berlin", "2026-10-25T01:29:55Z", "2026-10-25T01:30:05Z", true)]
    public void A_time_is_due_once(string at, string day, string zone, string after, string until, bool due) => ScheduleRules.IsDue(
        new ScheduledSwapOptions
        {
            Model = "m",
            At = TimeOnly.Parse(at, CultureInfo.InvariantCulture),
            Days = day.Length == 0 ? [] : new[] { Enum.Parse<DayOfWeek>(day) }.ToEquatableArray(),
            TimeZone = zone,
        },
        DateTimeOffset.Parse(after, CultureInfo.InvariantCulture),
        DateTimeOffset.Parse(until, CultureInfo.InvariantCulture)).ShouldBe(due);
}
