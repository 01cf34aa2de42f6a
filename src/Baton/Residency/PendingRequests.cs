using System.Collections.Concurrent;

namespace Baton.Residency;

/// <summary>Why a request is let fail.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="RetryAfter">When to come again; <c>null</c>: nobody knows.</param>
internal sealed record Refusal(string Reason, TimeSpan? RetryAfter);

/// <summary>Requests that wait for a decision, each answered once: by the decision, or by who takes it back first.</summary>
internal sealed class PendingRequests
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource<Refusal?>> _requests = new();
    private long _last;

    /// <summary>A request begins to wait.</summary>
    /// <returns>Its number, and what completes with <c>null</c> when it has a hold.</returns>
    public (long Id, Task<Refusal?> Answer) Begin()
    {
        var id = Interlocked.Increment(ref _last);
        var answer = new TaskCompletionSource<Refusal?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests[id] = answer;
        return (id, answer.Task);
    }

    /// <summary>Takes a request back.</summary>
    /// <returns>Whether it still waited; else it has been answered.</returns>
    public bool TryTakeBack(long id) => _requests.TryRemove(id, out _);

    /// <summary>Answers a request that still waits.</summary>
    public void Answer(long id, Refusal? refusal)
    {
        if (_requests.TryRemove(id, out var waiting))
        {
            waiting.SetResult(refusal);
        }
    }
}
