using Npgsql;

namespace Baton.Storage.Postgres;

/// <summary>
/// Hears at once of changes that another instance made: <c>LISTEN</c> on one connection outside the pool. What is told is only that
/// something changed; whoever waits reads the state itself. A message may be lost while the connection is down, so waits end after
/// half a second in any case, and after each reconnect at once.
/// </summary>
internal sealed class PostgresListener : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _ended = new();
    private readonly SemaphoreSlim _told = new(0);
    private readonly string _connection;
    private Thread? _thread;

    /// <summary>Makes it.</summary>
    /// <param name="address">Where.</param>
    public PostgresListener(NpgsqlConnectionStringBuilder address) =>
        _connection = new NpgsqlConnectionStringBuilder(address.ConnectionString)
        {
            Pooling = false,
            TcpKeepAlive = true, // Finds a connection that broke without a word, within seconds.
            TcpKeepAliveTime = 5,
            TcpKeepAliveInterval = 1,
        }.ConnectionString;

    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "baton-listen" };
        _thread.Start();
    }

    /// <summary>Ends when something was told since the last wait, or after half a second. One waits at a time.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _told.WaitAsync(Interval, cancellationToken).ConfigureAwait(false);
        while (_told.Wait(0, CancellationToken.None))
        {
            // What was told meanwhile is answered by the same look.
        }
    }

    public void Dispose()
    {
        _ended.Cancel();
        _thread?.Join();
        _ended.Dispose();
        _told.Dispose();
    }

    private void Run()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                Listen();
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                _ended.Token.WaitHandle.WaitOne(Interval); // Whoever looks meanwhile finds out and says so.
            }
        }
    }

    private void Listen()
    {
        using var connection = new NpgsqlConnection(_connection);
        connection.Open();
        connection.Notification += (_, _) => _told.Release();
        using (var listen = new NpgsqlCommand("LISTEN baton", connection))
        {
            listen.ExecuteNonQuery();
        }

        _told.Release(); // What was told before is lost: look.
        while (!_ended.IsCancellationRequested)
        {
            connection.Wait(Interval);
        }
    }
}
