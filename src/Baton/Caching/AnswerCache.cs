using Baton.Models.Configuration;

namespace Baton.Caching;

/// <summary>Kept answers, bounded in bytes and in time: what was used longest ago goes first. One lock, held for a few pointers.</summary>
internal sealed class AnswerCache(TimeProvider time)
{
    private readonly Dictionary<AnswerKey, LinkedListNode<Entry>> _byKey = [];
    private readonly LinkedList<Entry> _byUse = new();
    private readonly Lock _lock = new();
    private long _bytes;
    private long _hits;
    private long _misses;
    private long _evictions;

    /// <summary>Finds an answer; a look counts as a hit or a miss.</summary>
    public KeptAnswer? Find(AnswerKey key, CacheOptions options)
    {
        lock (_lock)
        {
            if (_byKey.TryGetValue(key, out var node) && time.GetElapsedTime(node.Value.At) < options.Ttl)
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                _hits++;
                return node.Value.Answer;
            }

            if (node is not null)
            {
                Remove(node);
            }

            _misses++;
            return null;
        }
    }

    /// <summary>Keeps an answer, unless it alone is more than all may take.</summary>
    public void Add(AnswerKey key, KeptAnswer answer, CacheOptions options)
    {
        lock (_lock)
        {
            if (answer.Bytes > options.MaxBytes)
            {
                return;
            }

            if (_byKey.TryGetValue(key, out var old))
            {
                Remove(old);
            }

            _byKey[key] = _byUse.AddFirst(new Entry(key, answer, time.GetTimestamp()));
            _bytes += answer.Bytes;
            while (_bytes > options.MaxBytes)
            {
                Remove(_byUse.Last!);
                _evictions++;
            }
        }
    }

    /// <summary>Forgets all answers; the counts stay.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _byKey.Clear();
            _byUse.Clear();
            _bytes = 0;
        }
    }

    /// <summary>How it does.</summary>
    public CacheFigures Figures()
    {
        lock (_lock)
        {
            return new CacheFigures(_byKey.Count, _bytes, _hits, _misses, _evictions);
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _byKey.Remove(node.Value.Key);
        _bytes -= node.Value.Answer.Bytes;
    }

    private readonly record struct Entry(AnswerKey Key, KeptAnswer Answer, long At);
}

/// <summary>How the cache does.</summary>
/// <param name="Entries">Answers that are kept.</param>
/// <param name="Bytes">The memory that they take, about.</param>
/// <param name="Hits">Requests answered from it since the start.</param>
/// <param name="Misses">Requests that could have been.</param>
/// <param name="Evictions">Answers that went for want of room.</param>
internal readonly record struct CacheFigures(int Entries, long Bytes, long Hits, long Misses, long Evictions)
{
    /// <summary>The share of hits; <c>null</c> before the first look.</summary>
    public double? HitRate => Hits + Misses == 0 ? null : (double)Hits / (Hits + Misses);
}
