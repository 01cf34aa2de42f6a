using Baton.Storage.Postgres;
using Dapper;

namespace Baton.Storage.Tests.Postgres;

public sealed class PostgresDatabaseTests(PostgresServer server)
{
    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_in_plain_words()
    {
        var address = server.NewDatabase();
        using (var database = PostgresDatabase.Open(address))
        {
            await database.WriteAsync(c => c.Execute("INSERT INTO baton_schema VALUES (9999)"));
        }

        var failure = Should.Throw<BatonException>(() => PostgresDatabase.Open(address));
        failure.Message.ShouldContain("newer Baton");
        failure.Message.ShouldContain("9999");
    }

    [Fact]
    public void Many_programs_may_start_at_once_on_nothing()
    {
        var address = server.NewDatabase();
        Parallel.For(0, 6, _ =>
        {
            using var database = PostgresDatabase.Open(address);
            database.Read(c => c.ExecuteScalar<int>("SELECT COUNT(*) FROM keys")).ShouldBe(0);
        });
    }

    [Fact]
    public async Task A_write_that_fails_leaves_nothing_and_says_what_the_server_said()
    {
        using var database = server.Open();
        var failure = await Should.ThrowAsync<BatonException>(() => database.WriteAsync(c =>
        {
            c.Execute("UPDATE revisions SET value = 7");
            return c.Execute("SELECT 1 / 0");
        }));
        failure.Code.ShouldBe(ErrorCodes.StorageFailed);
        failure.Message.ShouldContain("division by zero");
        database.Read(c => c.ExecuteScalar<long>("SELECT max(value) FROM revisions")).ShouldBe(0);
    }

    [Fact]
    public async Task What_one_process_changes_ends_the_wait_of_another()
    {
        var address = server.NewDatabase();
        using var one = PostgresDatabase.Open(address);
        using var two = PostgresDatabase.Open(address);
        var cancellation = TestContext.Current.CancellationToken;
        await two.ChangedAsync(TimeProvider.System, cancellation); // What it heard at its start.
        for (var i = 0; i < 5; i++)
        {
            var wait = two.ChangedAsync(TimeProvider.System, cancellation);
            await one.WriteAsync(c => Revisions.Rise(c, "keys"));
            await wait.WaitAsync(TimeSpan.FromSeconds(10), cancellation);
            two.Read(c => Revisions.Of(c, "keys")).ShouldBe(i + 1);
        }
    }

    [Fact]
    public void Where_nothing_listens_it_says_so_and_never_the_password()
    {
        var failure = Should.Throw<BatonException>(() => PostgresDatabase.Open("postgres://me:hunter2@127.0.0.1:1/baton"));
        failure.Code.ShouldBe(ErrorCodes.StorageFailed);
        failure.Message.ShouldContain("127.0.0.1:1");
        failure.ToString().ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("postgres://me:p%40ss@db.example:5433/baton?sslmode=verify-full", "db.example", 5433, "me", "p@ss", "baton")]
    [InlineData("postgresql://me@db/baton", "db", 5432, "me", null, "baton")]
    [InlineData("Host=db;Username=me;Password=p@ss;Database=baton", "db", 5432, "me", "p@ss", "baton")]
    public void An_address_is_a_connection_string_or_an_address(string text, string host, int port, string user, string? password, string database)
    {
        var read = PostgresAddress.Parse(text);
        (read.Host, read.Port, read.Username, read.Password, read.Database).ShouldBe((host, port, user, password, database));
        (read.Timeout, read.CommandTimeout).ShouldBe((3, 10));
    }

    [Theory]
    [InlineData("postgres://")]
    [InlineData("hunter2")]
    [InlineData("Host=db;Colour=hunter2")]
    [InlineData("postgres://db/x?port=hunter2")]
    [InlineData("Username=hunter2")]
    public void What_is_neither_is_refused_without_repeating_it(string text)
    {
        var failure = Should.Throw<BatonException>(() => PostgresAddress.Parse(text));
        failure.Code.ShouldBe(ErrorCodes.InvalidConfiguration);
        failure.ToString().ShouldNotContain("hunter2");
    }
}
