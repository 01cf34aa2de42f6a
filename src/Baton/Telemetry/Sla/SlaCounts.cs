namespace Baton.Telemetry.Sla;

/// <summary>Requests that count towards an objective.</summary>
/// <param name="Requests">All that count: neither abandoned nor refused for a fault of the caller's.</param>
/// <param name="Failed">Those that got no answer.</param>
/// <param name="Slow">Those that got one after more than the objective's time.</param>
internal readonly record struct SlaCounts(long Requests, long Failed, long Slow)
{
    public static SlaCounts operator +(SlaCounts left, SlaCounts right) =>
        new(left.Requests + right.Requests, left.Failed + right.Failed, left.Slow + right.Slow);
}
