using System.Data.Common;

namespace Baton.Storage;

/// <summary>Where what outlives a restart is kept: SQLite, for one machine, or PostgreSQL, for many. The stores speak SQL that both understand.</summary>
public abstract class Database : IDisposable
{
    /// <summary>Reads a consistent state, without waiting for who writes.</summary>
    internal abstract T Read<T>(Func<DbConnection, T> read);

    /// <summary>Writes, all or nothing; the task ends when it is on the disk.</summary>
    internal abstract Task<T> WriteAsync<T>(Func<DbConnection, T> write);

    /// <summary>Ends when another process may have changed something, and by itself after half a second.</summary>
    internal abstract Task ChangedAsync(TimeProvider time, CancellationToken cancellationToken);

    /// <summary>Lets writes of a log go one after another, so that a page never misses an entry of a lower number that is seen later.</summary>
    internal abstract void TakeTurn(DbConnection connection, string log);

    /// <summary>The day, UTC, of a column of milliseconds since 1970, as SQL that gives <c>2026-03-04</c>.</summary>
    internal abstract string DayOf(string column);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes what waits, and closes.</summary>
    /// <param name="disposing">Always true.</param>
    protected abstract void Dispose(bool disposing);
}
