using Baton.Storage.Audit;
using Baton.Storage.Postgres;
using Dapper;

namespace Baton.Storage.Tests;

/// <summary>What holds of every <see cref="IAuditStore"/>.</summary>
public abstract class AuditStoreConformance
{
    protected abstract IAuditStore Store { get; }

    protected static AuditEntry Entry(string id) => new()
    {
        Id = id,
        AtMs = 1_772_600_767_089,
        By = "key-1",
        Name = "ops",
        Source = "203.0.113.7",
        Action = "role.swap",
        Target = "writer",
        Detail = """{"model":"b"}""",
        Outcome = "refused",
        Status = 409,
        RequestId = "req_1",
    };

    [Fact]
    public async Task Entries_come_back_as_they_were_page_by_page_from_either_end()
    {
        await Store.AddAsync([.. Enumerable.Range(0, 5).Select(i => Entry($"e{i}"))]);
        var first = Store.Page(0, 2);
        first.Select(e => e.Id).ShouldBe(["e0", "e1"]);
        Store.Page(first[1].Seq, 10).Select(e => e.Id).ShouldBe(["e2", "e3", "e4"]);
        var last = Store.Page(0, 2, newestFirst: true);
        last.Select(e => e.Id).ShouldBe(["e4", "e3"]);
        Store.Page(last[1].Seq, 10, newestFirst: true).Select(e => e.Id).ShouldBe(["e2", "e1", "e0"]);
        var (kept, made) = (first[0], Entry("e0"));
        (kept.Id, kept.AtMs, kept.By, kept.Name, kept.Source, kept.Action, kept.Target, kept.Detail, kept.Outcome, kept.Status, kept.RequestId)
            .ShouldBe((made.Id, made.AtMs, made.By, made.Name, made.Source, made.Action, made.Target, made.Detail, made.Outcome, made.Status, made.RequestId));
    }

    [Fact]
    public async Task An_entry_that_is_written_again_is_there_once()
    {
        await Store.AddAsync([Entry("e")]);
        await Store.AddAsync([Entry("e"), Entry("f")]);
        Store.Page(0, 10).Select(e => e.Id).ShouldBe(["e", "f"]);
    }
}

/// <summary>What a database must refuse besides.</summary>
public abstract class DatabaseAuditStoreConformance : AuditStoreConformance
{
    protected abstract Database Database { get; }

    protected override IAuditStore Store => new AuditStore(Database);

    [Theory]
    [InlineData("UPDATE audit SET outcome = 'done'")]
    [InlineData("DELETE FROM audit")]
    [InlineData("DELETE FROM audit WHERE id = 'e'")]
    public async Task Nothing_changes_or_removes_an_entry(string sql)
    {
        await Store.AddAsync([Entry("e")]);
        var failure = await Should.ThrowAsync<BatonException>(() => Database.WriteAsync(c => c.Execute(sql)));
        failure.Message.ShouldContain("append-only");
        Store.Page(0, 10).Single().Outcome.ShouldBe("refused");
    }
}

public sealed class InMemoryAuditStoreTests : AuditStoreConformance
{
    protected override IAuditStore Store { get; } = new InMemoryAuditStore();
}

public sealed class SqliteAuditStoreTests : DatabaseAuditStoreConformance, IDisposable
{
    private readonly TempDatabase _temp = new();

    protected override Database Database => _temp.Database;

    public void Dispose() => _temp.Dispose();
}

public sealed class PostgresAuditStoreTests(PostgresServer server) : DatabaseAuditStoreConformance, IDisposable
{
    private readonly PostgresDatabase _database = server.Open();

    protected override Database Database => _database;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Nothing_empties_the_table()
    {
        (await Should.ThrowAsync<BatonException>(() => _database.WriteAsync(c => c.Execute("TRUNCATE audit")))).Message.ShouldContain("append-only");
    }
}
