using System.Data;
using System.Data.Common;
using Dapper;
using Npgsql;

namespace Baton.Storage.Postgres;

/// <summary>
/// A PostgreSQL that many instances share. Calls block, on threads of the pool alone: where sockets' events are handled inline, a wait for
/// one must never hold the thread that would end it.
/// </summary>
public sealed class PostgresDatabase : Database
{
    /// <summary>Held while the schema is changed: instances that start at once go one after another. The bytes say "baton".</summary>
    private const long SchemaLock = 0x6261746F6E;

    private static readonly Migrations Schema = new("postgres");
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _source;
    private readonly PostgresListener _listener;

    private PostgresDatabase(NpgsqlConnectionStringBuilder address)
    {
        Name = $"PostgreSQL at {address.Host}:{address.Port}, database '{address.Database ?? address.Username}'";
        _source = NpgsqlDataSource.Create(address);
        _listener = new PostgresListener(address);
    }

    /// <summary>Where it is, without a password.</summary>
    public string Name { get; }

    /// <summary>Connects, and brings it to the program's schema.</summary>
    /// <param name="address">The key <c>database</c>, as <see cref="PostgresAddress.Parse"/> takes it.</param>
    /// <returns>The database; the caller's to dispose.</returns>
    /// <exception cref="BatonException">
    /// <see cref="ErrorCodes.StorageFailed"/>: it cannot be reached, or a newer program wrote it; <see cref="ErrorCodes.InvalidConfiguration"/>.
    /// </exception>
    public static PostgresDatabase Open(string address)
    {
        var database = new PostgresDatabase(PostgresAddress.Parse(address));
        try
        {
            database.Migrate();
            database._listener.Start();
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    internal override T Read<T>(Func<DbConnection, T> read) => Run(read, IsolationLevel.RepeatableRead);

    /// <inheritdoc/>
    internal override Task<T> WriteAsync<T>(Func<DbConnection, T> write) => Task.Run(() => Run(write, IsolationLevel.ReadCommitted));

    /// <inheritdoc/>
    internal override Task ChangedAsync(TimeProvider time, CancellationToken cancellationToken) => _listener.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    internal override void TakeTurn(DbConnection connection, string log) =>
        connection.Execute("SELECT pg_advisory_xact_lock(hashtext('baton'), hashtext(@log))", new { log });

    /// <inheritdoc/>
    internal override string DayOf(string column) => $"to_char(to_timestamp({column} / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD')";

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _listener.Dispose();
        _source.Dispose();
    }

    private T Run<T>(Func<DbConnection, T> work, IsolationLevel isolation)
    {
        try
        {
            using var connection = _source.OpenConnection();
            using var transaction = connection.BeginTransaction(isolation);
            var result = work(connection);
            transaction.Commit();
            return result;
        }
        catch (Exception e) when (e is DbException or TimeoutException or ObjectDisposedException)
        {
            throw Failed(e);
        }
    }

    private void Migrate() => Run(
        connection =>
        {
            connection.Execute("SELECT pg_advisory_xact_lock(@SchemaLock)", new { SchemaLock });
            connection.Execute("CREATE TABLE IF NOT EXISTS baton_schema (version int NOT NULL)");
            var version = connection.ExecuteScalar<int?>("SELECT max(version) FROM baton_schema") ?? 0;
            foreach (var (number, sql) in Schema.After(version, Name, "name another 'database'"))
            {
                connection.Execute(sql);
                connection.Execute("INSERT INTO baton_schema (version) VALUES (@number)", new { number });
            }

            return 0;
        },
        IsolationLevel.ReadCommitted);

    /// <summary>What PostgreSQL says itself is a failure of ours, unless it is going down; all else means that it is away.</summary>
    private BatonException Failed(Exception cause) => cause is PostgresException { IsTransient: false } said
        ? new BatonException(ErrorCodes.StorageFailed, $"{Name} refused: {said.MessageText.TrimEnd('.')} ({said.SqlState}).", cause)
        : new BatonException(
            ErrorCodes.StorageFailed,
            $"{Name} cannot be reached: {(cause.InnerException ?? cause).Message.TrimEnd('.')}. What runs goes on; try again when it is back.", cause)
        { RetryAfter = RetryAfter };
}
