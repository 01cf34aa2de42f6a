namespace Baton.Balancing;

/// <summary>The last samples of a time, and their percentiles. Safe for threads.</summary>
internal sealed class SampleWindow(int size = 256)
{
    private readonly Lock _lock = new();
    private readonly float[] _samples = new float[size];
    private long _count;
    private long _sortedAt = -1;
    private float[] _sorted = [];

    /// <summary>How many samples came so far, those that have left the window included.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Adds a sample.</summary>
    public void Add(double value)
    {
        lock (_lock)
        {
            _samples[_count % _samples.Length] = (float)value;
            _count++;
        }
    }

    /// <summary>
    /// A percentile by the nearest rank; <c>null</c> without samples. Sorted anew when a quarter of the window has changed, so that a
    /// reading costs next to nothing on the path of a request.
    /// </summary>
    /// <param name="share">0.5 is the median.</param>
    /// <param name="exact">Whether the newest samples must count.</param>
    public double? Percentile(double share, bool exact = false)
    {
        lock (_lock)
        {
            var held = (int)Math.Min(_count, _samples.Length);
            if (held == 0)
            {
                return null;
            }

            var age = _count - _sortedAt;
            if (_sortedAt < 0 || age > (exact ? 0 : Math.Min(_samples.Length, _sorted.Length) / 4))
            {
                _sorted = _samples[..held];
                Array.Sort(_sorted);
                _sortedAt = _count;
            }

            return _sorted[Math.Max(0, (int)Math.Ceiling(share * _sorted.Length) - 1)];
        }
    }
}
