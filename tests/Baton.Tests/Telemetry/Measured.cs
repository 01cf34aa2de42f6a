using System.Diagnostics.Metrics;
using Baton.Telemetry;

namespace Baton.Tests.Telemetry;

/// <summary>A meter of Baton's and everything that was measured with it, as <c>name{tag=value,…} value</c>.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();

    public Measured()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, Baton.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Add(i, value, tags));
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Add(i, value, tags));
        _listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Add(i, value, tags));
        _listener.Start();
    }

    public BatonMeter Baton { get; } = new();

    public List<string> All { get; } = [];

    public IEnumerable<string> Of(string name) => All.Where(m => m.StartsWith(name + "{", StringComparison.Ordinal)).Select(m => m[name.Length..]);

    /// <summary>Reads the gauges.</summary>
    public Measured Collect()
    {
        _listener.RecordObservableInstruments();
        return this;
    }

    public void Dispose()
    {
        _listener.Dispose();
        Baton.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        All.Add(FormattableString.Invariant($"{instrument.Name}{{{string.Join(',', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))}}} {value}"));
}
