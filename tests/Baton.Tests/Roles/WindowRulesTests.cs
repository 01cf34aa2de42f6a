using System.Globalization;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Roles.Automatic;

namespace Baton.Tests.Roles;

public sealed class WindowRulesTests
{
    // 2026-11-28 is a Saturday.
    [Theory]
    [InlineData("02:00", "04:00", "", "UTC", "2026-11-28T01:59:59Z", false)]
    [InlineData("02:00", "04:00", "", "UTC", "2026-11-28T02:00:00Z", true)]
    [InlineData("02:00", "04:00", "", "UTC", "2026-11-28T04:00:00Z", false)]
    [InlineData("02:00", "04:00", "Sunday", "UTC", "2026-11-28T03:00:00Z", false)]
    [InlineData("22:00", "06:00", "Saturday", "UTC", "2026-11-28T23:00:00Z", true)]
    [InlineData("22:00", "06:00", "Saturday", "UTC", "2026-11-29T05:59:00Z", true)] // Opened the evening before.
    [InlineData("22:00", "06:00", "Saturday", "UTC", "2026-11-28T05:00:00Z", false)] // That would be Friday's.
    [InlineData("22:00", "06:00", "Saturday", "UTC", "2026-11-29T22:30:00Z", false)]
    [InlineData("22:00", "06:00", "", "Asia/Tokyo", "2026-11-28T13:00:00Z", true)] // 22:00 there.
    [InlineData("08:00", "08:00", "", "UTC", "2026-11-28T07:00:00Z", true)] // A whole day.
    public void A_window_is_open_from_its_beginning_until_its_end(string from, string to, string day, string zone, string now, bool open)
    {
        EquatableArray<MaintenanceWindowOptions> windows =
        [
            new MaintenanceWindowOptions
            {
                From = TimeOnly.Parse(from, CultureInfo.InvariantCulture),
                To = TimeOnly.Parse(to, CultureInfo.InvariantCulture),
                Days = day.Length == 0 ? [] : new[] { Enum.Parse<DayOfWeek>(day) }.ToEquatableArray(),
                TimeZone = zone,
            },
        ];
        WindowRules.IsOpen(windows, DateTimeOffset.Parse(now, CultureInfo.InvariantCulture)).ShouldBe(open);
    }

    [Fact]
    public void Without_windows_it_is_always_open() => WindowRules.IsOpen([], DateTimeOffset.UnixEpoch).ShouldBeTrue();
}
