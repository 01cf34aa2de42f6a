using System.Diagnostics.Metrics;

namespace Baton.Telemetry.Sla;

/// <summary>The gauges of objectives.</summary>
internal sealed class SlaMeters
{
    private const string Window = "baton.window";
    private const string Objective = "baton.objective";

    public SlaMeters(BatonMeter baton, SlaBook book)
    {
        var meter = baton.Meter;
        meter.CreateObservableGauge(
            "baton.sla.availability", () => Windows(book, (w, tags) => One(w.Availability, tags)), unit: null,
            "The share of requests that were answered, of those that count.");
        meter.CreateObservableGauge(
            "baton.sla.within_latency", () => Windows(book, (w, tags) => One(w.WithinLatency, tags)), unit: null,
            "The share of answers within the time that the objective names.");
        meter.CreateObservableGauge(
            "baton.sla.burn_rate", () => Windows(book, Burns), unit: null,
            "How many times faster than its objective allows an error budget is spent.");
        meter.CreateObservableGauge(
            "baton.sla.alert", () => book.All().Select(s => new Measurement<int>((int)s.Report.Alert, TagsOf(s.Subject))), unit: null,
            "0 ok, 1 warn, 2 page.");
    }

    private static IEnumerable<Measurement<double>> Windows(
        SlaBook book, Func<SlaWindowReport, KeyValuePair<string, object?>[], IEnumerable<Measurement<double>>> read) =>
        from subject in book.All()
        from window in subject.Report.Windows
        from measurement in read(window, [.. TagsOf(subject.Subject), new(Window, window.Window.Name)])
        select measurement;

    private static IEnumerable<Measurement<double>> Burns(SlaWindowReport window, KeyValuePair<string, object?>[] tags) =>
    [
        .. One(window.AvailabilityBurn, [.. tags, new(Objective, "availability")]),
        .. One(window.LatencyBurn, [.. tags, new(Objective, "latency")]),
    ];

    private static IEnumerable<Measurement<double>> One(double? value, KeyValuePair<string, object?>[] tags) =>
        value is { } known ? [new Measurement<double>(known, tags)] : [];

    private static KeyValuePair<string, object?>[] TagsOf(SlaSubject subject) =>
        [new(subject.Kind == SlaSubject.Role ? Tags.Role : Tags.RequestModel, subject.Name)];
}
