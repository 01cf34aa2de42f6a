namespace Baton.Telemetry.Sla;

/// <summary>Counts over a sliding window in buckets of one width, each used again when its time is over: bounded, however much is counted.</summary>
/// <param name="width">How much time one bucket covers.</param>
/// <param name="buckets">How many there are.</param>
internal sealed class BucketRing(TimeSpan width, int buckets)
{
    private readonly (long Number, SlaCounts Counts)[] _buckets = new (long, SlaCounts)[buckets];

    /// <summary>The longest window.</summary>
    public TimeSpan Length => width * buckets;

    /// <summary>Counts something.</summary>
    /// <param name="now">When, on any clock that starts at zero and does not go back.</param>
    /// <param name="counts">What.</param>
    public void Add(TimeSpan now, SlaCounts counts)
    {
        var number = NumberAt(now);
        ref var bucket = ref _buckets[number % buckets];
        if (bucket.Number == number)
        {
            bucket.Counts += counts;
        }
        else if (bucket.Number < number)
        {
            bucket = (number, counts); // A later one than what stands here: two threads may read the clock in one order and count in the other.
        }
    }

    /// <summary>Adds up a window that ends now; its first bucket may have begun a little later than the window.</summary>
    /// <param name="now">The present.</param>
    /// <param name="window">A multiple of the width.</param>
    /// <returns>The counts.</returns>
    public SlaCounts Sum(TimeSpan now, TimeSpan window)
    {
        var last = NumberAt(now);
        var sum = default(SlaCounts);
        for (var number = Math.Max(1, last - (window.Ticks / width.Ticks) + 1); number <= last; number++)
        {
            var bucket = _buckets[number % buckets];
            sum += bucket.Number == number ? bucket.Counts : default;
        }

        return sum;
    }

    /// <summary>The bucket of a moment; from one on, so that an unused one is older than all.</summary>
    private long NumberAt(TimeSpan now) => (now.Ticks / width.Ticks) + 1;
}
