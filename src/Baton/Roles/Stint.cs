namespace Baton.Roles;

/// <summary>
/// The requests that one player serves in one role, between the swap that brought him and the one that replaced him. Draining
/// waits for its end.
/// </summary>
internal sealed class Stint
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _drained;
    private int _serving;

    /// <summary>Requests that it serves now.</summary>
    public int Serving => Volatile.Read(ref _serving);

    /// <summary>A request begins; disposing what this gives ends it, once.</summary>
    public IDisposable Enter()
    {
        Interlocked.Increment(ref _serving);
        return new Hold(this);
    }

    /// <summary>Completes when no request is left. Called after the flip, so that none comes any more.</summary>
    public Task DrainedAsync()
    {
        lock (_lock)
        {
            if (Serving == 0)
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Serving == 0)
            {
                _drained.TrySetResult(); // The last one left between the look and the promise.
            }

            return _drained.Task;
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _serving) == 0)
        {
            lock (_lock)
            {
                // One that entered and found itself too late leaves again at once, so 0 may come more than once.
                if (Serving == 0)
                {
                    _drained?.TrySetResult();
                }
            }
        }
    }

    private sealed class Hold(Stint stint) : IDisposable
    {
        private Stint? _stint = stint;

        public void Dispose() => Interlocked.Exchange(ref _stint, null)?.Leave();
    }
}
