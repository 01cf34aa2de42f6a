using Dapper;
using Microsoft.Data.Sqlite;

namespace Baton.Storage.Sqlite;

/// <summary>
/// The database of one machine: <c>baton.db</c> in the data folder. Its log is written ahead (WAL), so readers and the writer do
/// not wait for each other; within a process one thread writes; other processes' short writes are waited for.
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    private const int BusySeconds = 10;
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly SqliteWriter _writer;
    private readonly string _connection;

    static SqliteDatabase() => SQLitePCL.Batteries_V2.Init();

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

    /// <summary>Reads a consistent state, without waiting for who writes.</summary>
    internal T Read<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            using var connection = new SqliteConnection(_connection);
            connection.Open();
            return read(connection);
        }
        catch (SqliteException e)
        {
            throw SqliteWriter.Failed(e);
        }
    }

    /// <summary>Writes; the task ends when it is on the disk.</summary>
    internal Task<T> WriteAsync<T>(Func<SqliteConnection, T> write) => _writer.WriteAsync(write);

    /// <inheritdoc/>
    public void Dispose()
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
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
            Migrations.Apply(connection, File);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
