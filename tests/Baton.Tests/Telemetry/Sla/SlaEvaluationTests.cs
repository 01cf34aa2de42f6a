using Baton.Models.Configuration;
using Baton.Telemetry.Sla;
using FsCheck;
using FsCheck.Fluent;

namespace Baton.Tests.Telemetry.Sla;

public sealed class SlaEvaluationTests
{
    private static readonly SlaOptions ThreeNines = new() { Availability = 0.999, LatencyP95Ms = 2_000 };

    [Fact]
    public void A_burn_rate_is_the_error_rate_over_the_error_budget()
    {
        var hour = SlaEvaluation.Of(ThreeNines, _ => new SlaCounts(1_000, 2, 100)).Windows.Single(w => w.Window == SlaWindow.Hour);

        hour.Availability!.Value.ShouldBe(0.998, 1e-9);
        hour.AvailabilityBurn!.Value.ShouldBe(2, 1e-9);
        hour.WithinLatency!.Value.ShouldBe(1 - (100.0 / 998), 1e-9);
        hour.LatencyBurn!.Value.ShouldBe(100.0 / 998 / 0.05, 1e-9);
    }

    [Theory]
    [InlineData(15, 15, 0, 0, 0, "Page")] // 14.4 over 1 h and 5 min
    [InlineData(15, 14, 0, 0, 0, "Ok")] // it has stopped
    [InlineData(14, 15, 0, 0, 0, "Ok")] // it has only begun
    [InlineData(0, 0, 7, 7, 0, "Page")] // 6 over 6 h and 30 min
    [InlineData(0, 0, 6, 7, 0, "Ok")]
    [InlineData(0, 0, 2, 0, 2, "Warn")] // 1 over 3 d and 6 h
    [InlineData(0, 0, 0, 0, 2, "Ok")]
    public void Alerts_need_a_long_and_a_short_window(int hour, int fiveMinutes, int sixHours, int halfHour, int threeDays, string alert)
    {
        var burns = new Dictionary<SlaWindow, int>
        {
            [SlaWindow.Hour] = hour,
            [SlaWindow.FiveMinutes] = fiveMinutes,
            [SlaWindow.SixHours] = sixHours,
            [SlaWindow.HalfHour] = halfHour,
            [SlaWindow.ThreeDays] = threeDays,
        };
        SlaEvaluation.Of(new SlaOptions { Availability = 0.999 }, w => new SlaCounts(1_000, burns[w], 0)).Alert.ToString().ShouldBe(alert);
    }

    [Fact]
    public void Slow_answers_call_as_failures_do() =>
        SlaEvaluation.Of(new SlaOptions { LatencyP95Ms = 100 }, _ => new SlaCounts(100, 0, 80)).Alert.ShouldBe(SlaAlert.Page);

    [Fact]
    public void Few_requests_call_nobody() =>
        SlaEvaluation.Of(ThreeNines, _ => new SlaCounts(SlaEvaluation.FewestRequests - 1, 5, 0)).Alert.ShouldBe(SlaAlert.Ok);

    [Fact]
    public void What_was_not_measured_is_unknown()
    {
        var report = SlaEvaluation.Of(new SlaOptions { Availability = 0.99 }, _ => default);
        report.Windows.ShouldAllBe(w => w.Availability == null && w.AvailabilityBurn == null && w.LatencyBurn == null && w.WithinLatency == null);
        report.Alert.ShouldBe(SlaAlert.Ok);
    }

    /// <summary>Whatever was counted, every number shown is one that JSON and Prometheus can write, and one more failure never calms.</summary>
    [Fact]
    public void Numbers_are_finite_and_a_failure_never_calms() => Prop.ForAll(
        (from requests in Gen.Choose(1, 500)
         from failed in Gen.Choose(0, 499)
         from slow in Gen.Choose(0, 500)
         from availability in Gen.Elements(0.0, 0.5, 0.9, 0.999, 1.0)
         where failed < requests && slow <= requests - failed
         select (Counts: new SlaCounts(requests, failed, slow), Objectives: new SlaOptions { Availability = availability, LatencyP95Ms = 1 })).ToArbitrary(),
        run =>
        {
            var report = SlaEvaluation.Of(run.Objectives, _ => run.Counts);
            var worse = SlaEvaluation.Of(run.Objectives, _ => run.Counts with { Failed = run.Counts.Failed + 1, Slow = Math.Min(run.Counts.Slow, run.Counts.Requests - run.Counts.Failed - 1) });
            foreach (var window in report.Windows)
            {
                window.Availability!.Value.ShouldBeInRange(0, 1);
                window.WithinLatency!.Value.ShouldBeInRange(0, 1);
                double.IsFinite(window.AvailabilityBurn!.Value).ShouldBeTrue();
                double.IsFinite(window.LatencyBurn!.Value).ShouldBeTrue();
            }

            worse.Windows[0].AvailabilityBurn!.Value.ShouldBeGreaterThan(report.Windows[0].AvailabilityBurn!.Value);
        }).QuickCheckThrowOnFailure();
}
