namespace Baton.Attempts;

/// <summary>
/// The bounds in time of one attempt: the first token's, then the stall between two pieces, and the whole request's.
/// A piece costs one reading of the clock: the timer looks at its time when it fires, and sleeps on if it is not over.
/// </summary>
internal sealed class AttemptClock : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _requestEnd;
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _caller;
    private readonly ITimer _timer;
    private readonly Throughput? _throughput;
    private long _last;
    private TimeSpan _bound;

    /// <summary>Starts the clock.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="now">Its timestamp.</param>
    /// <param name="firstToken">How long until the first token, or until the whole of an unstreamed answer.</param>
    /// <param name="requestEnd">The timestamp at which the whole request is out of time.</param>
    /// <param name="minTokensPerSecond">The least speed of a stream; <c>null</c>: none.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public AttemptClock(TimeProvider time, long now, TimeSpan firstToken, long requestEnd, double? minTokensPerSecond, CancellationToken cancellationToken)
    {
        _throughput = minTokensPerSecond is { } least ? new Throughput(least, time) : null;
        _time = time;
        _requestEnd = requestEnd;
        _bound = firstToken;
        _last = now;
        _caller = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        _timer = time.CreateTimer(static clock => ((AttemptClock)clock!).Look(), this, Left(now), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled by the caller or by a bound.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether somebody cancelled it: the caller, a bound, or whoever called it off.</summary>
    public bool IsCancelled => _source.IsCancellationRequested;

    /// <summary>Which bound ran out.</summary>
    public Bound RanOut { get; private set; }

    /// <summary>Whether the first token came, so that the bound is the stall's.</summary>
    public bool Flowing { get; private set; }

    /// <summary>Notes that something came.</summary>
    /// <param name="bytes">How much text was in it.</param>
    public void Touch(int bytes)
    {
        var now = _time.GetTimestamp();
        Volatile.Write(ref _last, now);
        _throughput?.Add(bytes, now);
    }

    /// <summary>Calls the attempt off: it is no more wanted.</summary>
    public void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended meanwhile.
        }
    }

    /// <summary>The first token came: from here on the bound is the stall's.</summary>
    /// <param name="stall">How long nothing may come.</param>
    public void Flow(TimeSpan stall)
    {
        var now = _time.GetTimestamp();
        Volatile.Write(ref _last, now);
        _throughput?.Start(now);
        Flowing = true;
        _bound = stall;
        _timer.Change(Left(now), Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _caller.Dispose();
        _source.Dispose();
    }

    private void Look()
    {
        var now = _time.GetTimestamp();
        var left = Left(now);
        if (left > TimeSpan.Zero)
        {
            try
            {
                _timer.Change(left, Timeout.InfiniteTimeSpan);
            }
            catch (ObjectDisposedException)
            {
                // The attempt ended while the timer fired.
            }

            return;
        }

        RanOut = _time.GetElapsedTime(now, _requestEnd) <= TimeSpan.Zero ? Bound.Request // Rounded as in Left.
            : _throughput?.IsTooSlow(now) == true ? Bound.Throughput
            : Flowing ? Bound.Stall : Bound.FirstToken;
        Cancel();
    }

    private TimeSpan Left(long now)
    {
        var bound = _bound - _time.GetElapsedTime(Volatile.Read(ref _last), now);
        var request = _time.GetElapsedTime(now, _requestEnd);
        var left = bound < request ? bound : request;
        if (Flowing && _throughput is not null)
        {
            var look = _throughput.IsTooSlow(now) ? TimeSpan.Zero : Throughput.Interval;
            left = left < look ? left : look;
        }

        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    /// <summary>The bounds.</summary>
    internal enum Bound
    {
        None,
        FirstToken,
        Stall,
        Throughput,
        Request,
    }
}
