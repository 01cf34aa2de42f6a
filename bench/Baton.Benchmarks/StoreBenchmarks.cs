using Baton.Roles;
using Baton.Storage;
using Baton.Storage.Postgres;
using Baton.Storage.Sqlite;
using Baton.Storage.Usage;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Benchmarks;

/// <summary>What outlives a restart, as it is written: the ledger's largest batch, and a swap. PostgreSQL's address is in <c>BATON_BENCH_DATABASE</c>.</summary>
[MemoryDiagnoser]
public class StoreBenchmarks : IDisposable
{
    private const int Batch = 10_000;

    private DirectoryInfo _folder = null!;
    private Database _database = null!;
    private IUsageStore _usage = null!;
    private IRoleStore _roles = null!;

    /// <summary>Which database.</summary>
    [ParamsSource(nameof(Databases))]
    public string Kind { get; set; } = "sqlite";

    public static IEnumerable<string> Databases => Address is null ? ["sqlite"] : ["sqlite", "postgres"];

    private static string? Address => Environment.GetEnvironmentVariable("BATON_BENCH_DATABASE");

    [GlobalSetup]
    public void Prepare()
    {
        _folder = Directory.CreateTempSubdirectory("baton-bench-");
        _database = Kind == "sqlite" ? SqliteDatabase.Open(_folder.FullName) : PostgresDatabase.Open(Address!);
        var services = new ServiceCollection().AddStorage(_database).BuildServiceProvider();
        _usage = services.GetRequiredService<IUsageStore>();
        _roles = services.GetRequiredService<IRoleStore>();
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public Task Ledger() => _usage.AddAsync([.. Enumerable.Range(0, Batch).Select(i => new UsageRecord
    {
        Id = Guid.CreateVersion7().ToString("n"),
        RequestId = "req_0954e47ffd7740410000000000000006",
        AtMs = 1_772_600_767_089 + i,
        Key = "key-0123456789ab",
        Task = "coding",
        Model = "gpt-4o",
        Deployment = "gpt-4o@openai",
        Attempts = 1,
        InputTokens = 120,
        OutputTokens = 40,
        CostPico = 700_000_000,
        LatencyMs = 812.5,
    })]);

    [Benchmark]
    public long? Swap()
    {
        var now = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
        var swap = new SwapEvent($"swap-{Guid.CreateVersion7():n}", "writer", "a", "b", 2, now, SwapKinds.Swap, "api") { Phases = [new SwapPhase("flip", 0.5)] };
        return _roles.Save(_roles.Load()!.Revision, new RoleAssignment("writer", "b", 2, now, "a", []), swap);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _database?.Dispose();
        _folder?.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}
