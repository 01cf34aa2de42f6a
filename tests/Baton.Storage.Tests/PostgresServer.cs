using Baton.Storage.Postgres;
using Baton.Testing;

[assembly: AssemblyFixture(typeof(Baton.Storage.Tests.PostgresServer))]

namespace Baton.Storage.Tests;

/// <summary>One real PostgreSQL for all tests of the assembly, started when the first asks; each test has a database of its own.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly Lazy<Task<RealPostgres>> _server = new(RealPostgres.StartAsync);
    private int _databases;

    /// <summary>Makes an empty database, or skips the test where there is no PostgreSQL.</summary>
    /// <returns>How to connect to it.</returns>
    public string NewDatabase()
    {
        var server = _server.Value.GetAwaiter().GetResult();
        Assert.SkipWhen(server.SkipReason is not null, server.SkipReason ?? "");
        return server.CreateDatabaseAsync($"test{Interlocked.Increment(ref _databases)}").GetAwaiter().GetResult();
    }

    /// <summary>Opens a new database, as a program does.</summary>
    public PostgresDatabase Open() => PostgresDatabase.Open(NewDatabase());

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
