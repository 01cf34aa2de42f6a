namespace Baton.Storage.Audit;

/// <summary>Where the audit log is kept. There is no way to change or remove an entry.</summary>
public interface IAuditStore
{
    /// <summary>Appends entries, all or none; one whose id is known is there already.</summary>
    /// <param name="entries">The entries.</param>
    /// <returns>The writing.</returns>
    Task AddAsync(IReadOnlyList<AuditEntry> entries);

    /// <summary>A page of the log.</summary>
    /// <param name="after">The last one that the caller has; 0: from the beginning, or with <paramref name="newestFirst"/> from the end.</param>
    /// <param name="limit">The most to give.</param>
    /// <param name="newestFirst">Whether it goes back from the end.</param>
    /// <returns>The page.</returns>
    IReadOnlyList<AuditEntry> Page(long after, int limit, bool newestFirst = false);
}
