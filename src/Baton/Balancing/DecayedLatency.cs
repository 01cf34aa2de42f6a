namespace Baton.Balancing;

/// <summary>
/// A latency that rises at once and falls slowly: the peak-sensitive exponentially weighted moving average of Finagle's
/// "Peak EWMA" balancer, with the weight of an old value decaying by e^(−elapsed/τ). A deployment that becomes slow so loses
/// its traffic with the first slow answer, and comes back as its answers are quick again.
/// </summary>
internal sealed class DecayedLatency
{
    /// <summary>τ: after this time an old value weighs 1/e.</summary>
    private static readonly TimeSpan Decay = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private double _value;
    private long _at;

    /// <summary>The present value in milliseconds; 0 before anything was measured. It fades while nothing is, so that who was slow is tried again.</summary>
    public double At(TimeProvider time)
    {
        lock (_lock)
        {
            return _at == 0 ? 0 : _value * Math.Exp(-time.GetElapsedTime(_at) / Decay);
        }
    }

    /// <summary>Takes a measurement.</summary>
    /// <param name="milliseconds">What was measured.</param>
    /// <param name="time">The clock.</param>
    public void Add(double milliseconds, TimeProvider time)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var weight = _at == 0 ? 0 : Math.Exp(-time.GetElapsedTime(_at, now) / Decay);
            _value = milliseconds > _value ? milliseconds : (_value * weight) + (milliseconds * (1 - weight));
            _at = now;
        }
    }
}
