using Baton.Telemetry.Sla;

namespace Baton.Server.Endpoints.Control;

/// <summary>Objectives, what was measured, and how fast the error budgets are spent; each by the window.</summary>
internal static class SlaView
{
    public static object? Of(SlaReport? report) => report is null ? null : new
    {
        objectives = new { latency_p95_ms = report.Objectives.LatencyP95Ms, report.Objectives.Availability },
        measured = ByWindow(report, w => new { w.Counts.Requests, w.Counts.Failed, w.Availability, w.WithinLatency }),
        burn_rate = ByWindow(report, w => new { availability = w.AvailabilityBurn, latency = w.LatencyBurn }),
        report.Alert,
    };

    private static Dictionary<string, object> ByWindow(SlaReport report, Func<SlaWindowReport, object> read) =>
        report.Windows.ToDictionary(w => w.Window.Name, read, StringComparer.Ordinal);
}
