using Baton.Storage.Postgres;
using Baton.Storage.Sqlite;
using Baton.Storage.Usage;

namespace Baton.Storage.Tests.Usage;

/// <summary>What holds of every <see cref="IUsageStore"/>.</summary>
public abstract class UsageStoreConformance
{
    protected abstract IUsageStore Store { get; }

    protected static UsageRecord Record(string id, string model, decimal? cost, int day = 1) => new()
    {
        RequestId = id,
        Model = model,
        Key = "key-1",
        Task = "coding",
        AtMs = new DateTimeOffset(2026, 3, day, 23, 59, 59, TimeSpan.Zero).ToUnixTimeMilliseconds(),
        Attempts = 2,
        Streamed = true,
        InputTokens = 10,
        CacheReadTokens = 3,
        CacheWriteTokens = 2,
        OutputTokens = 7,
        ReasoningTokens = 5,
        CostPico = (long?)(cost * 1_000_000_000_000m),
        LatencyMs = 12.5,
    };

    [Fact]
    public async Task Sums_are_exact_and_an_unknown_cost_is_no_zero()
    {
        await Store.AddAsync([Record("1", "a", 0.000000000001m), Record("2", "a", 1_000_000.5m), Record("3", "b", null, day: 2)]);
        var total = Store.Sum(null).Single();
        total.Requests.ShouldBe(3);
        total.CostUsd.ShouldBe(1_000_000.500000000001m);
        total.UnknownCostRequests.ShouldBe(1);
        (total.InputTokens, total.CacheReadTokens, total.CacheWriteTokens, total.OutputTokens, total.ReasoningTokens).ShouldBe((30, 9, 6, 21, 15));
        Store.Sum("model").Select(g => (g.Name, g.Requests, g.UnknownCostRequests)).ShouldBe([("a", 2L, 0L), ("b", 1L, 1L)]);
        Store.Sum("day").Select(g => (g.Name, g.Requests)).ShouldBe([("2026-03-01", 2L), ("2026-03-02", 1L)]);
        Store.Sum("role").Single().Name.ShouldBeNull();
        Should.Throw<BatonException>(() => Store.Sum("colour")).Param.ShouldBe("by");
    }

    [Fact]
    public async Task Records_come_back_as_they_were_page_by_page()
    {
        await Store.AddAsync([.. Enumerable.Range(0, 5).Select(i => Record($"r{i}", "a", i))]);
        var first = Store.Page(0, 2);
        first.Select(r => r.RequestId).ShouldBe(["r0", "r1"]);
        first[1].CostUsd.ShouldBe(1m);
        (first[1].Streamed, first[1].Attempts, first[1].LatencyMs, first[1].FirstTokenMs, first[1].Role).ShouldBe((true, 2L, 12.5, null, null));
        Store.Page(first[1].Seq, 10).Select(r => r.RequestId).ShouldBe(["r2", "r3", "r4"]);
    }

    [Fact]
    public async Task Every_field_comes_back_in_its_own_place()
    {
        var written = new UsageRecord
        {
            Id = "id",
            RequestId = "request",
            AtMs = 1,
            Key = "key",
            Tenant = "tenant",
            Role = "role",
            Conversation = "conversation",
            Task = "task",
            Model = "model",
            Deployment = "deployment",
            Attempts = 2,
            Status = "status",
            Streamed = true,
            Estimated = false,
            InputTokens = 3,
            CacheReadTokens = 4,
            CacheWriteTokens = 5,
            OutputTokens = 6,
            ReasoningTokens = 7,
            CostPico = 8,
            LatencyMs = 9.5,
            FirstTokenMs = 10.5,
        };
        await Store.AddAsync([written]);
        var read = Store.Page(0, 1).Single();
        foreach (var property in typeof(UsageRecord).GetProperties().Where(p => p.Name != nameof(UsageRecord.Seq)))
        {
            property.GetValue(read).ShouldBe(property.GetValue(written), property.Name);
        }
    }

    [Fact]
    public async Task What_one_record_says_is_not_said_of_the_next()
    {
        UsageRecord With(string id, string? role, double? first, long? tokens, bool streamed) => new()
        {
            RequestId = id,
            AtMs = 1,
            Role = role,
            Conversation = role,
            FirstTokenMs = first,
            OutputTokens = tokens,
            CostPico = tokens,
            Streamed = streamed,
        };
        await Store.AddAsync([With("1", "critic", 2.5, 7, true), With("2", null, null, null, false), With("3", "critic", 2.5, 7, true), With("4", "", 0, 0, false)]);
        Store.Page(0, 10).Select(r => (r.RequestId, r.Role, r.Conversation, r.FirstTokenMs, r.OutputTokens, r.CostPico, r.Streamed)).ShouldBe(
        [
            ("1", "critic", "critic", 2.5, 7, 7, true), ("2", null, null, null, null, null, false),
            ("3", "critic", "critic", 2.5, 7, 7, true), ("4", "", "", 0d, 0L, 0L, false),
        ]);
    }

    [Fact]
    public void Of_nothing_the_sum_is_nothing()
    {
        Store.Sum(null).Single().Requests.ShouldBe(0);
        Store.Sum("model").ShouldBeEmpty();
        Store.Page(0, 10).ShouldBeEmpty();
    }
}

public sealed class InMemoryUsageStoreTests : UsageStoreConformance
{
    protected override IUsageStore Store { get; } = new InMemoryUsageStore();
}

/// <summary>What holds besides where a write may have succeeded although it seems that it failed.</summary>
public abstract class DatabaseUsageStoreConformance : UsageStoreConformance
{
    [Fact]
    public async Task A_batch_that_is_written_again_is_there_once()
    {
        UsageRecord[] batch = [Record("r1", "a", 1), Record("r2", "a", 1)];
        (batch[0].Id, batch[1].Id) = ("1", "2");
        await Store.AddAsync(batch);
        await Store.AddAsync(batch); // The answer to the first was lost.
        Store.Page(0, 10).Select(r => r.RequestId).ShouldBe(["r1", "r2"]);
    }
}

public sealed class SqliteUsageStoreTests : DatabaseUsageStoreConformance, IDisposable
{
    private readonly TempDatabase _temp = new();

    public SqliteUsageStoreTests() => Store = new SqliteUsageStore(_temp.Database);

    protected override IUsageStore Store { get; }

    public void Dispose() => _temp.Dispose();
}

public sealed class PostgresUsageStoreTests : DatabaseUsageStoreConformance, IDisposable
{
    private readonly PostgresDatabase _database;

    public PostgresUsageStoreTests(PostgresServer server) => Store = new PostgresUsageStore(_database = server.Open());

    protected override IUsageStore Store { get; }

    public void Dispose() => _database.Dispose();
}
