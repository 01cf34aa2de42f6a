using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Baton.Storage.Sqlite;

/// <summary>
/// One statement, compiled once and run for many rows. What a request leaves behind is written through it: a parameter costs a
/// call of the library, where ADO.NET's costs boxes and look-ups, in all five times as much a row.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly sqlite3_stmt _statement;
    private byte[] _text = ArrayPool<byte>.Shared.Rent(256);
    private int _bound;

    /// <summary>Compiles it.</summary>
    /// <param name="connection">Where it runs; open for as long.</param>
    /// <param name="sql">The statement, its parameters in the order in which they will be bound.</param>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v2(connection.Handle, sql, out _statement));
    }

    /// <summary>Binds the next parameter.</summary>
    public void Bind(string? value)
    {
        if (value is null)
        {
            BindNull();
            return;
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (most > _text.Length)
        {
            ArrayPool<byte>.Shared.Return(_text);
            _text = ArrayPool<byte>.Shared.Rent(most);
        }

        Check(raw.sqlite3_bind_text(_statement, ++_bound, _text.AsSpan(0, Encoding.UTF8.GetBytes(value, _text))));
    }

    /// <inheritdoc cref="Bind(string?)"/>
    public void Bind(long? value)
    {
        if (value is { } known)
        {
            Check(raw.sqlite3_bind_int64(_statement, ++_bound, known));
        }
        else
        {
            BindNull();
        }
    }

    /// <inheritdoc cref="Bind(string?)"/>
    public void Bind(double? value)
    {
        if (value is { } known)
        {
            Check(raw.sqlite3_bind_double(_statement, ++_bound, known));
        }
        else
        {
            BindNull();
        }
    }

    /// <inheritdoc cref="Bind(string?)"/>
    public void Bind(bool value) => Bind(value ? 1L : 0L);

    /// <summary>Runs it with what was bound, and is ready for the next row.</summary>
    /// <returns>The rows that it changed.</returns>
    /// <exception cref="SqliteException">It failed.</exception>
    public int Run()
    {
        var result = raw.sqlite3_step(_statement);
        _bound = 0;
        _ = raw.sqlite3_reset(_statement); // Says again how the step ended.
        Check(result == raw.SQLITE_DONE ? raw.SQLITE_OK : result);
        return raw.sqlite3_changes(_connection.Handle);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _statement.Dispose();
        ArrayPool<byte>.Shared.Return(_text);
    }

    private void BindNull() => Check(raw.sqlite3_bind_null(_statement, ++_bound));

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _connection.Handle);
}
