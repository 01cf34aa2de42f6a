using Baton.Storage.Keys;
using Baton.Storage.Roles;
using Baton.Storage.Sqlite;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Baton.Storage.Tests.Sqlite;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly TempDatabase _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void It_writes_ahead_and_flushes_what_it_acknowledges()
    {
        _temp.Database.Read(c => c.ExecuteScalar<string>("PRAGMA journal_mode")).ShouldBe("wal");
        _temp.Database.Read(c => c.ExecuteScalar<int>("PRAGMA user_version")).ShouldBe(new Migrations("sqlite").Latest);
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_in_plain_words()
    {
        await _temp.Database.WriteAsync(c => c.Execute("PRAGMA user_version = 9999"));
        var failure = Should.Throw<BatonException>(_temp.Open);
        failure.Message.ShouldContain("newer Baton");
        failure.Message.ShouldContain("9999");
        (await _temp.Database.WriteAsync(c => c.ExecuteScalar<int>("PRAGMA user_version"))).ShouldBe(9999);
    }

    [Fact]
    public async Task An_older_database_is_brought_up_with_all_that_is_in_it()
    {
        var folder = Path.Combine(_temp.Folder, "older");
        Directory.CreateDirectory(folder);
        using (var older = new SqliteConnection($"Data Source={Path.Combine(folder, "baton.db")};Pooling=False"))
        {
            older.Open();
            foreach (var (number, sql) in new Migrations("sqlite").After(0, "", "").TakeWhile(s => s.Number <= 3))
            {
                older.Execute(sql + $"; PRAGMA user_version = {number}");
            }

            older.Execute("""
                INSERT INTO keys (id, hash, name, admin, models, per, created_ms) VALUES ('key-1', '00', 'ci', 1, '[]', 'total', 0);
                INSERT INTO roles (role, gone, life, state) VALUES ('writer', 0, 1, '{"Role":"writer","Model":"a","Version":1,"Since":"2026-03-04T05:06:07+00:00","SetByApi":true}');
                INSERT INTO usage (at_ms, attempts, status, streamed, estimated, cost_pico) VALUES (0, 1, 'ok', 0, 0, 5);
                """);
        }

        using var database = SqliteDatabase.Open(folder);
        (await new KeyStore(database).ReadAsync())!.Keys.Single().Key.Admin.ShouldBeTrue();
        var roles = new RoleStore(database);
        var kept = roles.Load()!;
        kept.Roles.Single().Model.ShouldBe("a");
        roles.Save(kept.Revision, kept.Roles[0] with { Model = "b", Version = 2 }, null).ShouldNotBeNull();
        roles.Load(kept.Revision)!.Roles.Single().Model.ShouldBe("b");
        new SqliteUsageStore(database).Sum(null).Single().Requests.ShouldBe(1);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_in_plain_words()
    {
        var folder = Path.Combine(_temp.Folder, "other");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "baton.db"), new string('x', 5000));
        Should.Throw<BatonException>(() => SqliteDatabase.Open(folder)).Code.ShouldBe(ErrorCodes.StorageFailed);
        File.ReadAllText(Path.Combine(folder, "baton.db")).ShouldStartWith("xxx");
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_in_plain_words()
    {
        File.WriteAllText(Path.Combine(_temp.Folder, "file"), "");
        Should.Throw<BatonException>(() => SqliteDatabase.Open(Path.Combine(_temp.Folder, "file", "data"))).Message.ShouldContain("--data");
    }

    [Fact]
    public void Many_programs_may_start_at_once_on_nothing()
    {
        var folder = Path.Combine(_temp.Folder, "fresh");
        Parallel.For(0, 8, _ =>
        {
            using var database = SqliteDatabase.Open(folder);
            database.Read(c => c.ExecuteScalar<int>("SELECT COUNT(*) FROM keys")).ShouldBe(0);
        });
    }

    [Fact]
    public async Task A_write_that_fails_takes_none_of_its_neighbours_with_it()
    {
        var writes = Enumerable.Range(0, 200).Select(i => _temp.Database.WriteAsync(c => i % 10 == 3
            ? throw new InvalidOperationException("no")
            : c.Execute("INSERT INTO revisions (name, value) VALUES (@name, 0)", new { name = $"row{i}" }))).ToList();
        for (var i = 0; i < writes.Count; i++)
        {
            if (i % 10 == 3)
            {
                await Should.ThrowAsync<BatonException>(() => writes[i]);
            }
            else
            {
                (await writes[i]).ShouldBe(1);
            }
        }

        _temp.Database.Read(c => c.ExecuteScalar<int>("SELECT COUNT(*) FROM revisions WHERE name LIKE 'row%'")).ShouldBe(180);
    }

    [Fact]
    public async Task Two_processes_write_one_after_another_and_lose_nothing()
    {
        using var other = _temp.Open();
        SqliteDatabase[] both = [_temp.Database, other];
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            both[i % 2].WriteAsync(c => c.Execute("UPDATE revisions SET value = value + 1 WHERE name = 'keys'"))));
        _temp.Database.Read(c => c.ExecuteScalar<int>("SELECT value FROM revisions WHERE name = 'keys'")).ShouldBe(200);
    }

    [Fact]
    public async Task What_waits_is_written_before_it_closes_and_nothing_after()
    {
        var other = _temp.Open();
        var writes = Enumerable.Range(0, 50).Select(_ => other.WriteAsync(c => c.Execute("UPDATE revisions SET value = value + 1"))).ToList();
        other.Dispose();
        await Task.WhenAll(writes);
        (await Should.ThrowAsync<BatonException>(() => other.WriteAsync(c => c.Execute("SELECT 1")))).Code.ShouldBe(ErrorCodes.StorageFailed);
    }
}
