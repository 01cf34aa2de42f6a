using Baton.Testing;

[assembly: AssemblyFixture(typeof(Baton.Server.Tests.Sharing.SharedPostgres))]

namespace Baton.Server.Tests.Sharing;

/// <summary>One real PostgreSQL for all tests of the assembly that leave it alive, started when the first asks; each has a database of its own.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private static readonly Lazy<Task<RealPostgres>> Started = new(RealPostgres.StartAsync);
    private static int _databases;

    public static Task<RealPostgres> Server => Started.Value;

    public static string NewName() => $"baton{Interlocked.Increment(ref _databases)}";

    public async ValueTask DisposeAsync()
    {
        if (Started.IsValueCreated)
        {
            await (await Started.Value).DisposeAsync();
        }
    }
}
