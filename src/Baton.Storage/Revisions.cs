using System.Data.Common;
using Dapper;

namespace Baton.Storage;

/// <summary>One number a table that others watch. It rises with every change, so that a look costs one row, and a change that was decided on an older state is found out.</summary>
internal static class Revisions
{
    public static long Of(DbConnection connection, string name) =>
        connection.ExecuteScalar<long>("SELECT value FROM revisions WHERE name = @name", new { name });

    /// <summary>Counts a change.</summary>
    /// <param name="connection">A connection that writes.</param>
    /// <param name="name">What is changed.</param>
    /// <param name="over">The revision that the change was decided on; <c>null</c>: it depends on none.</param>
    /// <returns>The new revision; <c>null</c>: another change came first, and nothing may be written.</returns>
    public static long? Rise(DbConnection connection, string name, long? over = null) => connection.ExecuteScalar<long?>(
        over is null
            ? "UPDATE revisions SET value = value + 1 WHERE name = @name RETURNING value"
            : "UPDATE revisions SET value = value + 1 WHERE name = @name AND value = @over RETURNING value",
        new { name, over });
}
