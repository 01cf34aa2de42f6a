using Baton.Budgets;

namespace Baton.Tests.Budgets;

public sealed class BudgetPeriodTests
{
    [Theory]
    [InlineData("day", "UTC", "2026-03-04T05:06:07Z", "2026-03-04T00:00:00Z", "2026-03-05T00:00:00Z")]
    [InlineData("day", "Europe/Berlin", "2026-03-04T23:30:00Z", "2026-03-04T23:00:00Z", "2026-03-05T23:00:00Z")]
    [InlineData("day", "Europe/Berlin", "2026-03-29T10:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")] // 23 hours.
    [InlineData("day", "Europe/Berlin", "2026-10-25T10:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")] // 25 hours.
    [InlineData("week", "UTC", "2026-03-04T05:06:07Z", "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z")]
    [InlineData("week", "UTC", "2026-03-08T23:59:59Z", "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z")]
    [InlineData("week", "UTC", "2026-03-09T00:00:00Z", "2026-03-09T00:00:00Z", "2026-03-16T00:00:00Z")]
    [InlineData("week", "America/New_York", "2026-03-08T12:00:00Z", "2026-03-02T05:00:00Z", "2026-03-09T04:00:00Z")]
    [InlineData("month", "UTC", "2024-02-29T12:00:00Z", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z")]
    [InlineData("month", "Europe/Berlin", "2026-12-31T23:30:00Z", "2026-12-31T23:00:00Z", "2027-01-31T23:00:00Z")]
    [InlineData("day", "America/Santiago", "2026-09-06T12:00:00Z", "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z")] // No midnight: the clock goes from 0:00 to 1:00.
    public void A_period_begins_with_a_day_of_its_zone(string per, string zone, string now, string start, string end)
    {
        var period = BudgetPeriod.Of(per, TimeZoneInfo.FindSystemTimeZoneById(zone), At(now));
        (period.Start, period.End).ShouldBe((At(start), At(end)));
    }

    [Fact]
    public void A_total_never_ends() => BudgetPeriod.Of("total", TimeZoneInfo.Utc, At("2026-03-04T05:06:07Z")).End.ShouldBeNull();

    [Theory]
    [InlineData("day")]
    [InlineData("week")]
    [InlineData("month")]
    public void Periods_lie_side_by_side_in_every_zone(string per)
    {
        foreach (var zone in (string[])["UTC", "Europe/Berlin", "America/Santiago", "Africa/Cairo", "Asia/Beirut", "America/Havana", "Pacific/Apia", "Asia/Kathmandu"])
        {
            var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
            var period = BudgetPeriod.Of(per, info, At("2026-01-01T00:00:00Z"));
            for (var now = At("2026-01-01T00:00:00Z"); now < At("2027-01-05T00:00:00Z"); now += TimeSpan.FromMinutes(30))
            {
                var at = BudgetPeriod.Of(per, info, now);
                at.Start.ShouldBeLessThanOrEqualTo(now, $"{zone} {now}");
                at.End!.Value.ShouldBeGreaterThan(now, $"{zone} {now}");
                if (at != period)
                {
                    at.Start.ShouldBe(period.End!.Value, $"{zone} {now}");
                    period = at;
                }
            }
        }
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
