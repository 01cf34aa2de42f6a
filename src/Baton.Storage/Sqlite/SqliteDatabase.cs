using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Baton.Storage.Sqlite;

/// <summary>
/// The database of one machine: <c>baton.db</c> in the data folder. Its log is written ahead (WAL), so readers and the writer do
/// not wait for each other; within a process one thread writes; other processes' short writes are waited for.
/// </summary>
public sealed class SqliteDatabase : Database
{
    private const int BusySeconds = 10;
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly Migrations Schema = new("sqlite");
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly SqliteWriter _writer;
    private readonly string _connection;

    static SqliteDatabase()
    {
        SQLitePCL.Batteries_V2.Init();
        // Every connection here is one thread's at a time, so none needs a lock around each of its calls, nor the library a count of its memory.
        // This holds for the whole process; where another part of it has begun with SQLite before, nothing changes.
        _ = SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MULTITHREAD);
        _ = SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    private SqliteDatabase(string file)
    {
        File = file;
        _connection = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = BusySeconds }.ConnectionString;
        _writer = new SqliteWriter(OpenWriter());
    }

    /// <summary>Its file.</summary>
    public string File { get; }

    /// <summary>Opens it, makes it where it is not there, and brings it to the program's schema.</summary>
    /// <param name="folder">The data folder; made where it is not there, for its owner alone.</param>
    /// <returns>The database; the caller's to dispose.</returns>
    /// <exception cref="BatonException"><see cref="ErrorCodes.StorageFailed"/>: it cannot be opened, or a newer program wrote it.</exception>
    public static SqliteDatabase Open(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var file = Path.Combine(folder, "baton.db");
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, OwnerAlone);
            }

            return new SqliteDatabase(file);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new BatonException(
                ErrorCodes.StorageFailed, $"{file} cannot be opened: {e.Message.TrimEnd('.')}. Name another folder with --data.", e);
        }
    }

    /// <inheritdoc/>
    internal override T Read<T>(Func<DbConnection, T> read)
    {
        try
        {
            using var connection = new SqliteConnection(_connection);
            connection.Open();
            using var snapshot = connection.BeginTransaction(deferred: true);
            return read(connection);
        }
        catch (SqliteException e)
        {
            throw SqliteWriter.Failed(e);
        }
    }

    /// <inheritdoc/>
    internal override Task<T> WriteAsync<T>(Func<DbConnection, T> write) => _writer.WriteAsync<T>(write);

    /// <inheritdoc/>
    internal override Task ChangedAsync(TimeProvider time, CancellationToken cancellationToken) => Task.Delay(Interval, time, cancellationToken);

    /// <inheritdoc/>
    internal override void TakeTurn(DbConnection connection, string log)
    {
        // A transaction that writes has the file to itself.
    }

    /// <inheritdoc/>
    internal override string DayOf(string column) => $"date({column} / 1000, 'unixepoch')";

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _writer.Dispose();
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
    }

    private SqliteConnection OpenWriter()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(_connection) { Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            // The log is taken over into the database every 16 MiB: each time costs two flushes of the disk.
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 4000");
            Migrate(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Two programs may start at once: the second waits, and finds nothing left to do.</summary>
    private void Migrate(SqliteConnection connection)
    {
        if (VersionOf(connection) == Schema.Latest)
        {
            return; // A look is no write, so a start beside a running program waits for nobody.
        }

        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            foreach (var (number, sql) in Schema.After(VersionOf(connection), File, "name another folder with --data"))
            {
                connection.Execute(sql);
                connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {number}"));
            }

            connection.Execute("COMMIT");
        }
        catch
        {
            connection.Execute("ROLLBACK");
            throw;
        }
    }

    private static int VersionOf(SqliteConnection connection) => connection.ExecuteScalar<int>("PRAGMA user_version");
}
