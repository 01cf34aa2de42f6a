using System.Text.Json;
using Baton.Server.Endpoints;

namespace Baton.Server.Events;

/// <summary>One event of <c>/api/events</c>.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Kind">Its kind: <c>swap</c>.</param>
/// <param name="Json">Its data.</param>
internal sealed record FeedEvent(long Seq, string Kind, byte[] Json);

/// <summary>
/// The last events, numbered, in a ring. Readers come with the number up to which they have read: a slow one holds nobody up and
/// costs no memory; what he misses he is told as a fresh snapshot.
/// </summary>
internal sealed class EventFeed
{
    /// <summary>How many events are held for who comes back.</summary>
    public const int Held = 2_048;

    private readonly FeedEvent?[] _ring = new FeedEvent?[Held];
    private readonly Lock _lock = new();
    private readonly long _first;
    private TaskCompletionSource? _more;
    private long _last;
    private int _readers;

    /// <summary>Starts to number at the time, so that a number of an earlier process is never taken for one of this.</summary>
    public EventFeed(TimeProvider time) => _first = _last = time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000;

    /// <summary>The number of the last event.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Whether anybody reads now; events that come by the thousand are made for readers alone.</summary>
    public bool HasReaders => Volatile.Read(ref _readers) > 0;

    /// <summary>Somebody reads until this is disposed.</summary>
    public IDisposable Join()
    {
        Interlocked.Increment(ref _readers);
        return new Reader(this);
    }

    /// <summary>Adds an event; its data are written now, as they are now.</summary>
    public void Publish(string kind, object data)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(data, ControlJson.Options);
        TaskCompletionSource? more;
        lock (_lock)
        {
            var next = _last + 1;
            _ring[next % Held] = new FeedEvent(next, kind, json);
            Volatile.Write(ref _last, next);
            (more, _more) = (_more, null);
        }

        more?.SetResult();
    }

    /// <summary>What followed an event.</summary>
    /// <returns>The events, none where it is the last one; <c>null</c> where not all of what followed is held.</returns>
    public IReadOnlyList<FeedEvent>? After(long seq)
    {
        lock (_lock)
        {
            if (seq < _first || seq > _last || _last - seq > Held)
            {
                return null;
            }

            var events = new FeedEvent[_last - seq];
            for (var i = 0; i < events.Length; i++)
            {
                events[i] = _ring[(seq + 1 + i) % Held]!;
            }

            return events;
        }
    }

    /// <summary>Completes when there is one after that.</summary>
    public Task MoreAsync(long seq)
    {
        lock (_lock)
        {
            return _last > seq
                ? Task.CompletedTask
                : (_more ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private sealed class Reader(EventFeed feed) : IDisposable
    {
        private EventFeed? _feed = feed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _feed, null) is { } left)
            {
                Interlocked.Decrement(ref left._readers);
            }
        }
    }
}
