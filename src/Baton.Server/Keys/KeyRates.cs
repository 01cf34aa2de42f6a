using System.Collections.Concurrent;
using Baton.Storage.Keys;

namespace Baton.Server.Keys;

/// <summary>Counts a key's requests over a sliding minute: never more than it may send, in whichever minute one looks.</summary>
internal sealed class KeyRates(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Queue<long>> _sent = new(StringComparer.Ordinal);

    /// <summary>Counts a request.</summary>
    /// <returns>How long it must wait, and then is not counted; <c>null</c>: it may go on.</returns>
    public TimeSpan? WaitFor(ApiKey key)
    {
        if (key.RequestsPerMinute is not { } limit)
        {
            return null;
        }

        var sent = _sent.GetOrAdd(key.Id, static _ => new Queue<long>());
        var now = time.GetTimestamp();
        lock (sent)
        {
            while (sent.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) >= Window)
            {
                sent.Dequeue();
            }

            if (sent.Count >= limit)
            {
                return Window - time.GetElapsedTime(sent.Peek(), now);
            }

            sent.Enqueue(now);
            return null;
        }
    }
}
