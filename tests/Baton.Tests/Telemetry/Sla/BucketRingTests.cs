using Baton.Telemetry.Sla;
using FsCheck;
using FsCheck.Fluent;

namespace Baton.Tests.Telemetry.Sla;

public sealed class BucketRingTests
{
    private static readonly TimeSpan Width = TimeSpan.FromMinutes(1);

    /// <summary>Whatever is counted when, a window holds what was counted in its buckets: no more, no less.</summary>
    [Fact]
    public void A_window_adds_up_what_was_counted_in_it() => Prop.ForAll(
        (from steps in Gen.ListOf(from wait in Gen.Frequency((8, Gen.Choose(0, 90)), (1, Gen.Choose(0, 3_000)))
                                  from failed in Gen.Choose(0, 1)
                                  from slow in Gen.Choose(0, 1)
                                  select (Wait: wait, Counts: new SlaCounts(1, failed, slow)))
         from minutes in Gen.Choose(1, 10)
         select (Steps: steps.ToList(), Minutes: minutes)).ToArbitrary(),
        run =>
        {
            var ring = new BucketRing(Width, 10);
            var all = new List<(long Minute, SlaCounts Counts)>();
            var now = TimeSpan.Zero;
            foreach (var (wait, counts) in run.Steps)
            {
                now += TimeSpan.FromSeconds(wait);
                ring.Add(now, counts);
                all.Add((now.Ticks / Width.Ticks, counts));
                var from = (now.Ticks / Width.Ticks) - run.Minutes;
                ring.Sum(now, Width * run.Minutes).ShouldBe(
                    all.Where(e => e.Minute > from).Aggregate(default(SlaCounts), (sum, e) => sum + e.Counts));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_comes_a_round_too_late_is_dropped_and_overwrites_nothing()
    {
        var ring = new BucketRing(Width, 10);
        ring.Add(Width * 15, new SlaCounts(1, 0, 0));
        ring.Add(Width * 5, new SlaCounts(7, 7, 7));
        ring.Sum(Width * 15, Width * 10).ShouldBe(new SlaCounts(1, 0, 0));
    }

    [Fact]
    public void Three_days_are_kept_and_no_longer()
    {
        var history = new SlaHistory();
        history.Add(TimeSpan.FromHours(1), new SlaCounts(5, 1, 0));
        history.Sum(TimeSpan.FromHours(6), SlaWindow.SixHours.Length).Requests.ShouldBe(5);
        history.Sum(TimeSpan.FromHours(8), SlaWindow.SixHours.Length).Requests.ShouldBe(0);
        history.Sum(TimeSpan.FromHours(72), SlaWindow.ThreeDays.Length).Requests.ShouldBe(5);
        history.Sum(TimeSpan.FromHours(74), SlaWindow.ThreeDays.Length).Requests.ShouldBe(0);
    }
}
