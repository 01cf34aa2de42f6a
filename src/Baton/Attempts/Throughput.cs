namespace Baton.Attempts;

/// <summary>
/// The speed of a stream over the last five seconds, in five buckets of a second each. About four bytes of text are one token. One
/// attempt adds to it and its timer looks at it, so a number that is a moment old is all that can go wrong.
/// </summary>
internal sealed class Throughput(double leastTokensPerSecond, TimeProvider time)
{
    private const int Seconds = 5;
    private const double BytesPerToken = 4;

    private readonly long[] _bytes = new long[Seconds + 1];
    private long _started;
    private long _second;

    /// <summary>How often it is looked at.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The stream begins to flow.</summary>
    public void Start(long now) => _started = now;

    /// <summary>Something came.</summary>
    public void Add(int bytes, long now)
    {
        Advance(now);
        _bytes[_second % _bytes.Length] += bytes;
    }

    /// <summary>Whether it was slower than it may over all of the last five seconds.</summary>
    public bool IsTooSlow(long now)
    {
        if (time.GetElapsedTime(_started, now).TotalSeconds < Seconds)
        {
            return false;
        }

        Advance(now);
        return _bytes.Sum() / BytesPerToken / Seconds < leastTokensPerSecond;
    }

    private void Advance(long now)
    {
        var second = (long)time.GetElapsedTime(_started, now).TotalSeconds;
        for (var next = Math.Max(_second + 1, second - Seconds); next <= second; next++)
        {
            _bytes[next % _bytes.Length] = 0;
        }

        _second = Math.Max(_second, second);
    }
}
