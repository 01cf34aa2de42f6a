namespace Baton.Balancing;

/// <summary>
/// One request that waits for a deployment, in the lines of all that may serve it at once: the first that is free takes it.
/// </summary>
internal sealed class Waiter(RequestPriority priority)
{
    private readonly TaskCompletionSource<Lease?> _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;

    public RequestPriority Priority => priority;

    /// <summary>Whether it waits no more.</summary>
    public bool IsTaken => Volatile.Read(ref _taken) != 0;

    /// <summary>A lease, or <c>null</c> where something changed that is worth another look.</summary>
    public Task<Lease?> Granted => _granted.Task;

    /// <summary>Takes the request out of every line at once; whoever succeeds must then <see cref="Grant"/>, or give up.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _taken, 1, 0) == 0;

    public void Grant(Lease? lease) => _granted.SetResult(lease);
}
