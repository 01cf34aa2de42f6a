namespace Baton.Telemetry.Sla;

/// <summary>What was counted over the last three days: by the minute for six hours, by the quarter of an hour before.</summary>
internal sealed class SlaHistory
{
    private readonly BucketRing _minutes = new(TimeSpan.FromMinutes(1), 6 * 60);
    private readonly BucketRing _quarters = new(TimeSpan.FromMinutes(15), 3 * 24 * 4);

    public void Add(TimeSpan now, SlaCounts counts)
    {
        _minutes.Add(now, counts);
        _quarters.Add(now, counts);
    }

    public SlaCounts Sum(TimeSpan now, TimeSpan window) => (window <= _minutes.Length ? _minutes : _quarters).Sum(now, window);
}
