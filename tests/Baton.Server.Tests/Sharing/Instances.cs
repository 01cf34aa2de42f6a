using Baton.Models.Configuration;
using Baton.Storage;
using Baton.Storage.Postgres;
using Baton.Testing;

namespace Baton.Server.Tests.Sharing;

/// <summary>Several gateways on one PostgreSQL of their own, each with connections of its own, as so many machines would have.</summary>
internal sealed class Instances : IAsyncDisposable
{
    private readonly List<PostgresDatabase> _databases = [];
    private readonly List<TestGateway> _gateways = [];

    private readonly bool _owns;

    private Instances(RealPostgres postgres, bool owns) => (Postgres, _owns) = (postgres, owns);

    public RealPostgres Postgres { get; }

    public TestGateway this[int index] => _gateways[index];

    public IReadOnlyList<TestGateway> All => _gateways;

    /// <summary>Starts them on a new database.</summary>
    /// <param name="count">How many.</param>
    /// <param name="change">Changes their configuration.</param>
    /// <param name="kills">Whether the test kills PostgreSQL, so that it must have one of its own.</param>
    public static async Task<Instances> StartAsync(int count, Func<BatonOptions, BatonOptions>? change = null, bool kills = false)
    {
        var instances = new Instances(kills ? await RealPostgres.StartAsync() : await SharedPostgres.Server, kills);
        Assert.SkipWhen(instances.Postgres.SkipReason is not null, instances.Postgres.SkipReason ?? "");
        try
        {
            var address = await instances.Postgres.CreateDatabaseAsync(SharedPostgres.NewName());
            for (var i = 0; i < count; i++)
            {
                await instances.AddAsync(address, change);
            }

            return instances;
        }
        catch
        {
            await instances.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks every instance until all say so.</summary>
    /// <returns>How long the last took.</returns>
    public static async Task<TimeSpan> UntilAsync(IEnumerable<TestGateway> gateways, Func<TestGateway, Task<bool>> says)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        foreach (var gateway in gateways)
        {
            while (!await says(gateway))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
            }
        }

        return TimeProvider.System.GetElapsedTime(start);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }

        _databases.ForEach(d => d.Dispose());
        if (_owns)
        {
            await Postgres.DisposeAsync();
        }
    }

    private async Task AddAsync(string address, Func<BatonOptions, BatonOptions>? change)
    {
        var database = PostgresDatabase.Open(address);
        _databases.Add(database);
        _gateways.Add(await TestGateway.StartAsync(
            (builder, _) => builder.AddRole("writer", "fake.one"), ["fake.one", "fake.two"], change, services: services => services.AddStorage(database)));
    }
}
