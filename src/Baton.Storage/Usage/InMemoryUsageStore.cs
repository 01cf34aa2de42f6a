namespace Baton.Storage.Usage;

/// <summary>Keeps the latest records for as long as the process runs: for a gateway inside another program, without a data folder.</summary>
public sealed class InMemoryUsageStore : IUsageStore
{
    /// <summary>How many are kept; sums are over these.</summary>
    public const int Most = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<UsageRecord> _records = new();
    private long _last;

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<UsageRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        lock (_lock)
        {
            foreach (var record in records)
            {
                record.Seq = ++_last;
                _records.Enqueue(record);
            }

            while (_records.Count > Most)
            {
                _records.Dequeue();
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public IReadOnlyList<UsageTotals> Sum(string? by)
    {
        lock (_lock)
        {
            return by is null
                ? [Total(null, _records)]
                : [.. _records.GroupBy(r => UsageGroups.Of(r, by), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Total(g.Key, g))];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<UsageRecord> Page(long after, int limit)
    {
        lock (_lock)
        {
            return [.. _records.Where(r => r.Seq > after).Take(limit)];
        }
    }

    private static UsageTotals Total(string? name, IEnumerable<UsageRecord> records)
    {
        var total = new UsageTotals { Name = name };
        foreach (var record in records)
        {
            total.Requests++;
            total.InputTokens += record.InputTokens ?? 0;
            total.CacheReadTokens += record.CacheReadTokens ?? 0;
            total.CacheWriteTokens += record.CacheWriteTokens ?? 0;
            total.OutputTokens += record.OutputTokens ?? 0;
            total.ReasoningTokens += record.ReasoningTokens ?? 0;
            total.CostMicro += (record.CostPico ?? 0) / 1_000_000;
            total.CostRest += (record.CostPico ?? 0) % 1_000_000;
            total.UnknownCostRequests += record.CostPico is null ? 1 : 0;
        }

        return total;
    }
}
