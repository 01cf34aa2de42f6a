using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Baton.Testing;

/// <summary>Counts connections, so that a test can tell whether a client re-uses or leaks them.</summary>
internal sealed class ConnectionCount
{
    private int _open;
    private int _total;

    public int Open => Volatile.Read(ref _open);

    public int Total => Volatile.Read(ref _total);

    public void Watch(ListenOptions endpoint) => endpoint.Use(next => async connection =>
    {
        Interlocked.Increment(ref _open);
        Interlocked.Increment(ref _total);
        try
        {
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    });
}
