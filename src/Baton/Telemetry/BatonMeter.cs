using System.Diagnostics.Metrics;

namespace Baton.Telemetry;

/// <summary>The meter of all of Baton's metrics: of the program's factory, so that two engines in one process stay apart.</summary>
internal sealed class BatonMeter : IDisposable
{
    /// <summary>Seconds, as the <c>gen_ai</c> conventions bucket whole operations; four more for answers that take minutes.</summary>
    public static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84, 327.68, 655.36],
    };

    /// <summary>Seconds to a first token, as the conventions bucket them; three more for models that load or think.</summary>
    public static readonly InstrumentAdvice<double> FirstTokens = new()
    {
        HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 120],
    };

    /// <summary>Seconds a token, as the conventions bucket them; two more for models that are fast.</summary>
    public static readonly InstrumentAdvice<double> TokenTimes = new()
    {
        HistogramBucketBoundaries = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5],
    };

    /// <summary>Tokens, as the conventions bucket them.</summary>
    public static readonly InstrumentAdvice<long> Tokens = new()
    {
        HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864],
    };

    private readonly bool _own;

    public BatonMeter(IMeterFactory? factory = null)
    {
        _own = factory is null;
        Meter = factory?.Create(BatonTelemetry.MeterName) ?? new Meter(BatonTelemetry.MeterName);
    }

    public Meter Meter { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_own)
        {
            Meter.Dispose(); // A factory's meter is the factory's.
        }
    }
}
