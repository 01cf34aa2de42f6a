namespace Baton.Storage.Audit;

/// <summary>Keeps the latest entries for as long as the process runs: for a gateway inside another program, without a data folder.</summary>
public sealed class InMemoryAuditStore : IAuditStore
{
    /// <summary>How many are kept.</summary>
    public const int Most = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<AuditEntry> _entries = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private long _last;

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<AuditEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        lock (_lock)
        {
            foreach (var entry in entries.Where(e => _ids.Add(e.Id)))
            {
                entry.Seq = ++_last;
                _entries.Enqueue(entry);
            }

            while (_entries.Count > Most)
            {
                _ids.Remove(_entries.Dequeue().Id);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public IReadOnlyList<AuditEntry> Page(long after, int limit, bool newestFirst = false)
    {
        lock (_lock)
        {
            return newestFirst
                ? [.. _entries.Reverse().Where(e => after == 0 || e.Seq < after).Take(limit)]
                : [.. _entries.Where(e => e.Seq > after).Take(limit)];
        }
    }
}
