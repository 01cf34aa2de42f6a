namespace Baton.Roles;

/// <summary>Times the phases of one swap.</summary>
internal sealed class SwapPhases(TimeProvider time)
{
    private readonly List<SwapPhase> _ended = [];

    /// <summary>The phases that ended, failed ones included.</summary>
    public IReadOnlyList<SwapPhase> Ended => _ended;

    public T Time<T>(string phase, Func<T> act)
    {
        var start = time.GetTimestamp();
        try
        {
            return act();
        }
        finally
        {
            End(phase, start);
        }
    }

    public async Task<T> TimeAsync<T>(string phase, Func<Task<T>> act)
    {
        var start = time.GetTimestamp();
        try
        {
            return await act().ConfigureAwait(false);
        }
        finally
        {
            End(phase, start);
        }
    }

    private void End(string phase, long start) => _ended.Add(new SwapPhase(phase, time.GetElapsedTime(start).TotalMilliseconds));
}
