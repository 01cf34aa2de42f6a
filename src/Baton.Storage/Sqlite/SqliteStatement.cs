using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Baton.Storage.Sqlite;

/// <summary>
/// One statement, compiled once and run for many rows. What a request leaves behind is written through it: a parameter costs a
/// call of the library, where ADO.NET's costs boxes and look-ups, in all five times as much a row; and none where the row before
/// said the same, since SQLite keeps what was bound.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly sqlite3_stmt _statement;
    private readonly Bound[] _values;
    private byte[] _text = ArrayPool<byte>.Shared.Rent(256);
    private int _bound;

    /// <summary>Compiles it.</summary>
    /// <param name="connection">Where it runs; open for as long.</param>
    /// <param name="sql">The statement, its parameters in the order in which they will be bound.</param>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v2(connection.Handle, sql, out _statement));
        _values = new Bound[raw.sqlite3_bind_parameter_count(_statement)];
    }

    /// <summary>Binds the next parameter.</summary>
    public void Bind(string? value)
    {
        if (!Changes(new Bound(value is null ? Kind.Null : Kind.Text, 0, value)))
        {
            return;
        }

        if (value is null)
        {
            Check(raw.sqlite3_bind_null(_statement, _bound));
            return;
        }

        if (value.Length == 0)
        {
            Check(raw.sqlite3_bind_text(_statement, _bound, "")); // A span of nothing would be null.
            return;
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (most > _text.Length)
        {
            ArrayPool<byte>.Shared.Return(_text);
            _text = ArrayPool<byte>.Shared.Rent(most);
        }

        Check(raw.sqlite3_bind_text(_statement, _bound, _text.AsSpan(0, Encoding.UTF8.GetBytes(value, _text))));
    }

    /// <inheritdoc cref="Bind(string?)"/>
    public void Bind(long? value)
    {
        if (Changes(value is { } said ? new Bound(Kind.Integer, said, null) : default))
        {
            Check(value is { } known ? raw.sqlite3_bind_int64(_statement, _bound, known) : raw.sqlite3_bind_null(_statement, _bound));
        }
    }

    /// <inheritdoc cref="Bind(string?)"/>
    public void Bind(double? value)
    {
        if (Changes(value is { } said ? new Bound(Kind.Real, BitConverter.DoubleToInt64Bits(said), null) : default))
        {
            Check(value is { } known ? raw.sqlite3_bind_double(_statement, _bound, known) : raw.sqlite3_bind_null(_statement, _bound));
        }
    }

    /// <inheritdoc cref="Bind(string?)"/>
    public void Bind(bool value) => Bind(value ? 1L : 0L);

    /// <summary>The rows that the last run changed.</summary>
    public int Changed => raw.sqlite3_changes(_connection.Handle);

    /// <summary>Runs it with what was bound, and is ready for the next row.</summary>
    /// <exception cref="SqliteException">It failed.</exception>
    public void Run()
    {
        var result = raw.sqlite3_step(_statement);
        _bound = 0;
        _ = raw.sqlite3_reset(_statement); // Says again how the step ended.
        Check(result == raw.SQLITE_DONE ? raw.SQLITE_OK : result);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _statement.Dispose();
        ArrayPool<byte>.Shared.Return(_text);
    }

    /// <summary>Goes on to the next parameter, and says whether it has another value than in the row before. Before a first row all are null.</summary>
    private bool Changes(Bound value)
    {
        ref var last = ref _values[_bound++];
        if (last == value)
        {
            return false;
        }

        last = value;
        return true;
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _connection.Handle);

    private enum Kind
    {
        Null,
        Integer,
        Real,
        Text,
    }

    /// <summary>What a parameter is.</summary>
    /// <param name="Kind">Of which kind.</param>
    /// <param name="Bits">A number's.</param>
    /// <param name="Text">A text.</param>
    private readonly record struct Bound(Kind Kind, long Bits, string? Text);
}
