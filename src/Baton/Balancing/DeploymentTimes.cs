namespace Baton.Balancing;

/// <summary>What was measured of a deployment's answers lately.</summary>
public sealed class DeploymentTimes
{
    private readonly SampleWindow _first = new();
    private readonly SampleWindow _whole = new();
    private readonly SampleWindow _speed = new(64);

    /// <summary>What the balancer goes by: milliseconds to the first token, or to an unstreamed answer's end.</summary>
    internal DecayedLatency Decayed { get; } = new();

    /// <summary>Tokens a second after the first token, the median of the last answers; <c>null</c> before any was measured.</summary>
    public double? TokensPerSecond => _speed.Percentile(0.5, exact: true);

    /// <summary>Milliseconds to the whole answer.</summary>
    /// <param name="share">Which percentile: 0.95.</param>
    /// <returns>The percentile of the last 256 answers; <c>null</c> before any.</returns>
    public double? Latency(double share) => _whole.Percentile(share, exact: true);

    /// <summary>Milliseconds to the first token of streamed answers.</summary>
    /// <param name="share">Which percentile: 0.95.</param>
    /// <returns>The percentile of the last 256 answers; <c>null</c> before any.</returns>
    public double? FirstToken(double share) => _first.Percentile(share, exact: true);

    /// <summary>The first token of a streamed answer came, after so many milliseconds.</summary>
    internal void AddFirstToken(double milliseconds, TimeProvider time)
    {
        _first.Add(milliseconds);
        Decayed.Add(milliseconds, time);
    }

    /// <summary>An answer ended whole.</summary>
    internal void AddWhole(double milliseconds, bool streamed, long tokens, double? firstTokenMs, TimeProvider time)
    {
        _whole.Add(milliseconds);
        if (!streamed)
        {
            Decayed.Add(milliseconds, time);
        }

        if (firstTokenMs is { } first && tokens > 1 && milliseconds - first > 1)
        {
            _speed.Add((tokens - 1) * 1000.0 / (milliseconds - first));
        }
    }

    /// <summary>An attempt gave nothing for so many milliseconds.</summary>
    internal void AddHang(double milliseconds, TimeProvider time) => Decayed.Add(milliseconds, time);
}
