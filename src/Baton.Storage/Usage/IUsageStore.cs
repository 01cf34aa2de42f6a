namespace Baton.Storage.Usage;

/// <summary>Where usage records are kept.</summary>
public interface IUsageStore
{
    /// <summary>Whether it keeps the objects that it was given, and not only what they say; then they are never filled again.</summary>
    bool KeepsRecords => true;

    /// <summary>Keeps records, all or none. A batch that is written again, because the answer to its first writing was lost, is there once.</summary>
    /// <param name="records">The records, the same and in the same order where they are written again.</param>
    /// <returns>The writing.</returns>
    Task AddAsync(IReadOnlyList<UsageRecord> records);

    /// <summary>Sums up, over everything or by group.</summary>
    /// <param name="by"><c>model</c>, <c>key</c>, <c>role</c>, <c>task</c> or <c>day</c>; <c>null</c>: one sum over everything.</param>
    /// <returns>The sums.</returns>
    IReadOnlyList<UsageTotals> Sum(string? by);

    /// <summary>A page of records, oldest first.</summary>
    /// <param name="after">The last one that the caller has; 0: from the beginning.</param>
    /// <param name="limit">The most to give.</param>
    /// <returns>The page.</returns>
    IReadOnlyList<UsageRecord> Page(long after, int limit);
}
