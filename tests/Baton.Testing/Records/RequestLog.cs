using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Baton.Testing;

/// <summary>What the fake upstream received, in order. Safe to read while requests arrive.</summary>
public sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly int _capacity;
    private readonly ConcurrentDictionary<string, int> _byModel = new(StringComparer.Ordinal);
    private ImmutableQueue<ReceivedRequest> _kept = [];
    private TaskCompletionSource _changed = NewSignal();
    private int _keptCount;
    private long _total;
    private int _open;

    internal RequestLog(int capacity) => _capacity = capacity;

    /// <summary>The requests that are kept (the latest, up to the capacity of the options), oldest first.</summary>
    public IReadOnlyList<ReceivedRequest> All
    {
        get
        {
            lock (_gate)
                return [.. _kept];
        }
    }

    /// <summary>The latest request.</summary>
    public ReceivedRequest Last => All is [.., var last] ? last : throw new InvalidOperationException("The fake upstream has received nothing yet.");

    /// <summary>The only request; fails where there are none or several.</summary>
    public ReceivedRequest Only => All is [var only] ? only : throw new InvalidOperationException($"The fake upstream received not one request but: {string.Join("; ", All)}");

    /// <summary>How many requests came, kept or not.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>How many are being answered now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>How many came for a model.</summary>
    public int Count(string model) => _byModel.GetValueOrDefault(model);

    /// <summary>Those for a model.</summary>
    public IReadOnlyList<ReceivedRequest> For(string model) => [.. All.Where(r => r.Model == model)];

    /// <summary>Waits until so many requests have come for a model (null: for any), and returns the last of those.</summary>
    /// <exception cref="TimeoutException">They did not come in time (10 seconds unless told otherwise).</exception>
    public Task<ReceivedRequest> WaitForRequest(string? model = null, int count = 1, TimeSpan? deadline = null) =>
        Wait(
            all => all.Where(r => model is null || r.Model == model).Skip(count - 1).FirstOrDefault(),
            $"request {count} for {model ?? "any model"}",
            deadline);

    /// <summary>Waits until a client has gone away from a request for a model (null: for any) before its end.</summary>
    /// <exception cref="TimeoutException">None did in time (10 seconds unless told otherwise).</exception>
    public Task<ReceivedRequest> WaitForAbort(string? model = null, TimeSpan? deadline = null) =>
        Wait(
            all => all.FirstOrDefault(r => r.AbortedByClient && (model is null || r.Model == model)),
            $"a client's abort of {model ?? "any model"}",
            deadline);

    /// <summary>Waits until no request is being answered.</summary>
    /// <exception cref="TimeoutException">Some still are after the deadline (10 seconds unless told otherwise).</exception>
    public Task WaitForIdle(TimeSpan? deadline = null) => Wait(all => Open == 0 ? this : null, "the end of all requests", deadline);

    internal long Began(string? model)
    {
        Interlocked.Increment(ref _open);
        if (model is not null)
            _byModel.AddOrUpdate(model, 1, static (_, n) => n + 1);
        return Interlocked.Increment(ref _total);
    }

    internal void Keep(ReceivedRequest request)
    {
        lock (_gate)
        {
            _kept = _kept.Enqueue(request);
            if (++_keptCount > _capacity)
            {
                _kept = _kept.Dequeue();
                _keptCount--;
            }
        }

        Signal();
    }

    internal void Ended()
    {
        Interlocked.Decrement(ref _open);
        if (_capacity > 0)
            Signal();
    }

    internal void Signal()
    {
        TaskCompletionSource changed;
        lock (_gate)
            (changed, _changed) = (_changed, NewSignal());
        changed.TrySetResult();
    }

    private async Task<T> Wait<T>(Func<IReadOnlyList<ReceivedRequest>, T?> find, string what, TimeSpan? deadline)
        where T : class
    {
        using var limit = new CancellationTokenSource(deadline ?? TimeSpan.FromSeconds(10));
        while (true)
        {
            Task changed;
            lock (_gate)
                changed = _changed.Task;
            if (find(All) is { } found)
                return found;
            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException($"Waited in vain for {what}. Received: {string.Join("; ", All)}", late);
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
