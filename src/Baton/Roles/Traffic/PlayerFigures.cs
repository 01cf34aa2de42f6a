namespace Baton.Roles.Traffic;

/// <summary>How one model did in a role since a time.</summary>
/// <param name="Samples">Requests that count.</param>
/// <param name="Successes">Those that it answered.</param>
/// <param name="LatencyMs">The median time of those; <c>null</c> before any.</param>
internal readonly record struct PlayerFigures(int Samples, int Successes, double? LatencyMs)
{
    /// <summary>The share of successes; <c>null</c> before any request.</summary>
    public double? Success => Samples == 0 ? null : (double)Successes / Samples;

    public static PlayerFigures Of(IEnumerable<TrafficSample> samples)
    {
        var all = samples.ToList();
        var times = all.Where(s => s.Success).Select(s => s.LatencyMs).Order().ToList();
        return new PlayerFigures(all.Count, times.Count, times.Count == 0 ? null : times[times.Count / 2]);
    }
}
