using System.Diagnostics.Metrics;
using Baton.Telemetry;

namespace Baton.Caching;

/// <summary>The cache's metrics, read whenever somebody collects.</summary>
internal sealed class CacheMeters
{
    private static readonly KeyValuePair<string, object?> Hit = new("baton.cache.result", "hit");
    private static readonly KeyValuePair<string, object?> Miss = new("baton.cache.result", "miss");

    public CacheMeters(BatonMeter baton, AnswerCache cache)
    {
        var meter = baton.Meter;
        meter.CreateObservableCounter(
            "baton.cache.requests", () => Looks(cache.Figures()), "{request}", "Requests that the cache was asked for, by whether it had an answer.");
        meter.CreateObservableCounter(
            "baton.cache.evictions", () => cache.Figures().Evictions, "{answer}", "Kept answers that went for want of room.");
        meter.CreateObservableGauge("baton.cache.entries", () => cache.Figures().Entries, "{answer}", "Answers that are kept.");
        meter.CreateObservableGauge("baton.cache.size", () => cache.Figures().Bytes, "By", "The memory that kept answers take.");
    }

    private static IEnumerable<Measurement<long>> Looks(CacheFigures figures) => [new(figures.Hits, Hit), new(figures.Misses, Miss)];
}
