using System.Collections.Immutable;
using Baton.Models.Configuration;

namespace Baton.Telemetry.Sla;

/// <summary>
/// Judges counts by objectives: burn rates over several windows, as Google's SRE workbook has them. A long window says that it
/// matters, a short one that it still goes on, so an alert begins soon and ends soon.
/// </summary>
internal static class SlaEvaluation
{
    /// <summary>Below this many requests in the long window nobody is called: of three requests one failure is a third.</summary>
    public const int FewestRequests = 10;

    /// <summary>The share of answers that may be slow: what a 95th percentile leaves.</summary>
    private const double LatencyBudget = 0.05;

    /// <summary>An availability of 1 has no budget to burn; one failure in a million stands for none.</summary>
    private const double SmallestBudget = 1e-6;

    private static readonly ImmutableArray<(SlaWindow Long, SlaWindow Short, double Burn, SlaAlert Alert)> Rules =
    [
        (SlaWindow.Hour, SlaWindow.FiveMinutes, 14.4, SlaAlert.Page),
        (SlaWindow.SixHours, SlaWindow.HalfHour, 6, SlaAlert.Page),
        (SlaWindow.ThreeDays, SlaWindow.SixHours, 1, SlaAlert.Warn),
    ];

    /// <summary>Judges.</summary>
    /// <param name="objectives">What the counted is held to.</param>
    /// <param name="counts">What was counted in a window.</param>
    /// <returns>The report.</returns>
    public static SlaReport Of(SlaOptions objectives, Func<SlaWindow, SlaCounts> counts)
    {
        var windows = SlaWindow.All.Select(w => Measure(objectives, w, counts(w))).ToImmutableArray();
        var alert = SlaAlert.Ok;
        foreach (var rule in Rules)
        {
            var (wide, narrow) = (Of(windows, rule.Long), Of(windows, rule.Short));
            if (wide.Counts.Requests >= FewestRequests && rule.Alert > alert
                && (Burns(wide.AvailabilityBurn, narrow.AvailabilityBurn, rule.Burn) || Burns(wide.LatencyBurn, narrow.LatencyBurn, rule.Burn)))
            {
                alert = rule.Alert;
            }
        }

        return new SlaReport(objectives, windows, alert);
    }

    private static SlaWindowReport Measure(SlaOptions objectives, SlaWindow window, SlaCounts counts)
    {
        var answered = counts.Requests - counts.Failed;
        var failing = Share(counts.Failed, counts.Requests);
        var slow = objectives.LatencyP95Ms is null ? null : Share(counts.Slow, answered);
        return new SlaWindowReport(
            window, counts, 1 - failing, 1 - slow,
            objectives.Availability is { } availability ? failing / Math.Max(1 - availability, SmallestBudget) : null,
            slow / LatencyBudget);
    }

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;

    private static bool Burns(double? wide, double? narrow, double limit) => wide > limit && narrow > limit;

    private static SlaWindowReport Of(ImmutableArray<SlaWindowReport> windows, SlaWindow window) => windows.First(w => w.Window == window);
}
