using System.Collections.Concurrent;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Baton.Storage.Sqlite;

/// <summary>
/// The one thread of a process that writes. What waits when it comes round goes into one transaction, so many writes cost one
/// flush of the disk; each has a savepoint of its own, so one that fails takes nothing else with it.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int LargestBatch = 256;

    private readonly BlockingCollection<Work> _queue = [];
    private readonly SqliteConnection _connection;
    private readonly Thread _thread;

    /// <summary>Begins.</summary>
    /// <param name="connection">Its own connection, from now on; it is closed in the end.</param>
    public SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        _thread = new Thread(Run) { IsBackground = true, Name = "baton-storage" };
        _thread.Start();
    }

    public static BatonException Failed(Exception cause) =>
        new(ErrorCodes.StorageFailed, $"The database failed: {cause.Message.TrimEnd('.')}.", cause);

    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> write)
    {
        var work = new Work<T>(write);
        try
        {
            _queue.Add(work);
        }
        catch (InvalidOperationException e)
        {
            work.Fail(e); // It was closed: the program stops.
        }

        return work.Task;
    }

    /// <summary>Writes what waits, and ends.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _connection.Dispose();
        _queue.Dispose();
    }

    private void Run()
    {
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            List<Work> batch = [first];
            while (batch.Count < LargestBatch && _queue.TryTake(out var next))
            {
                batch.Add(next);
            }

            Commit(batch);
        }
    }

    private void Commit(List<Work> batch)
    {
        try
        {
            _connection.Execute("BEGIN IMMEDIATE");
            foreach (var work in batch)
            {
                Step(work);
            }

            _connection.Execute("COMMIT");
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException)
        {
            RollBack();
            batch.ForEach(work => work.Fail(e));
            return;
        }

        batch.ForEach(work => work.Succeed());
    }

    private void Step(Work work)
    {
        _connection.Execute("SAVEPOINT step");
        try
        {
            work.Run(_connection);
        }
        catch (Exception e)
        {
            _connection.Execute("ROLLBACK TO step");
            work.Fail(e);
        }

        _connection.Execute("RELEASE step");
    }

    private void RollBack()
    {
        try
        {
            _connection.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // It was rolled back by what failed.
        }
    }

    private abstract class Work
    {
        public abstract void Run(SqliteConnection connection);

        public abstract void Succeed();

        public abstract void Fail(Exception cause);
    }

    private sealed class Work<T>(Func<SqliteConnection, T> write) : Work
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;

        public Task<T> Task => _done.Task;

        public override void Run(SqliteConnection connection) => _result = write(connection);

        public override void Succeed() => _done.TrySetResult(_result!);

        public override void Fail(Exception cause) => _done.TrySetException(cause is BatonException ? cause : Failed(cause));
    }
}
