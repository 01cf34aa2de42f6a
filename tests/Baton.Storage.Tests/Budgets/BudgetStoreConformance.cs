using Baton.Budgets;
using Baton.Storage.Budgets;
using Baton.Storage.Postgres;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Storage.Tests.Budgets;

/// <summary>What holds of every <see cref="IBudgetStore"/>.</summary>
public abstract class BudgetStoreConformance
{
    private static readonly BudgetKey Key = new("tenant", "clinic", "day", "Europe/Berlin");
    private static readonly DateTimeOffset Today = new(2026, 3, 4, 23, 0, 0, TimeSpan.Zero);

    /// <summary>The clock of all instances.</summary>
    protected FakeTimeProvider Time { get; } = new(Today);

    /// <summary>Begins as an instance of its own.</summary>
    protected abstract IBudgetStore Begin();

    private static async Task<BudgetGrant> MoveAsync(
        IBudgetStore store, decimal taken, decimal spent = 0, decimal? limit = 10, DateTimeOffset? start = null, BudgetKey? key = null) =>
        (await store.MoveAsync([new BudgetMove(key ?? Key, start ?? Today, taken, spent, limit)])).Single();

    private IBudgetStore Again()
    {
        Time.Advance(TimeSpan.FromMinutes(2)); // Whoever said nothing so long is gone.
        return Begin();
    }

    [Fact]
    public async Task What_was_taken_and_not_given_back_counts_as_spent_when_its_instance_is_gone()
    {
        var store = Begin();
        await MoveAsync(store, 4.000000000001m);
        await MoveAsync(store, 3.000000000001m, spent: 2);
        Again().Load().ShouldBe([new BudgetTally(Key, Today, 3.000000000001m, 3.000000000001m)]);
    }

    [Fact]
    public async Task What_the_next_takes_comes_on_top()
    {
        await MoveAsync(Begin(), 4, spent: 4);
        var next = Again();
        next.Load().Single().Spent.ShouldBe(4);
        (await MoveAsync(next, 8)).ShouldBe(new BudgetGrant(6, 4, 4));
        var last = Again();
        last.Load().Single().ShouldBe(new BudgetTally(Key, Today, 10, 10));
        (await MoveAsync(last, 1)).Taken.ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_is_taken_beyond_the_limit()
    {
        var store = Begin();
        (await MoveAsync(store, 8)).Taken.ShouldBe(8);
        (await MoveAsync(store, 16)).ShouldBe(new BudgetGrant(10, 0, 0));
        (await MoveAsync(store, 18, limit: null)).Taken.ShouldBe(18);
        (await MoveAsync(store, 19, limit: 5)).Taken.ShouldBe(18); // A limit that was lowered takes nothing away.
        (await MoveAsync(store, 2)).Taken.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_written_twice_counts_once()
    {
        var store = Begin();
        await MoveAsync(store, 3, spent: 1);
        (await MoveAsync(store, 3, spent: 1)).ShouldBe(new BudgetGrant(3, 0, 0));
        Again().Load().Single().Used.ShouldBe(3);
    }

    [Fact]
    public async Task What_was_spent_counts_also_where_it_is_more_than_was_taken()
    {
        var store = Begin();
        await MoveAsync(store, 1);
        (await MoveAsync(store, 1, spent: 12)).Taken.ShouldBe(12);
    }

    [Fact]
    public async Task A_later_period_begins_at_nothing_and_an_earlier_one_changes_nothing()
    {
        var store = Begin();
        await MoveAsync(store, 4, spent: 4);
        (await MoveAsync(store, 3, start: Today.AddDays(1))).ShouldBe(new BudgetGrant(3, 0, 0));
        (await MoveAsync(store, 9, spent: 9)).Taken.ShouldBe(9);
        Again().Load().ShouldBe([new BudgetTally(Key, Today.AddDays(1), 3, 3)]);
    }

    [Fact]
    public async Task Accounts_stand_apart()
    {
        var store = Begin();
        await store.MoveAsync([.. ((BudgetKey[])[Key, Key with { Id = "other" }, Key with { Per = "month" }, Key with { TimeZone = "UTC" }, Key with { Scope = "role" }])
            .Select(key => new BudgetMove(key, Today, 1, 0, 10))]);
        var tallies = Again().Load();
        tallies.Count.ShouldBe(5);
        tallies.ShouldAllBe(t => t.Used == 1);
    }
}

public sealed class SqliteBudgetStoreTests : BudgetStoreConformance, IDisposable
{
    private readonly TempDatabase _temp = new();

    protected override IBudgetStore Begin() => new BudgetStore(_temp.Database, Time);

    public void Dispose() => _temp.Dispose();
}

public sealed class PostgresBudgetStoreTests : BudgetStoreConformance, IDisposable
{
    private static readonly BudgetKey Key = new("global", "global", "total", "UTC");

    private readonly PostgresDatabase _database;

    public PostgresBudgetStoreTests(PostgresServer server) => _database = server.Open();

    protected override IBudgetStore Begin() => new BudgetStore(_database, Time);

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Instances_that_live_side_by_side_never_take_more_than_there_is_and_see_what_the_others_spent()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => Begin()).ToList();
        var taken = await Task.WhenAll(stores.Select((store, i) => Task.Run(async () =>
        {
            var last = 0m;
            for (var n = 1; n <= 40; n++)
            {
                last = (await store.MoveAsync([new BudgetMove(Key, DateTimeOffset.UnixEpoch, n * 0.1m, last / 2, 10)])).Single().Taken;
            }

            return last;
        })));
        taken.Sum().ShouldBe(10);
        var grant = (await stores[0].MoveAsync([new BudgetMove(Key, DateTimeOffset.UnixEpoch, 0, 0, 10)])).Single();
        grant.Elsewhere.ShouldBe(10 - taken[0]);
        grant.SpentElsewhere.ShouldBeLessThan(grant.Elsewhere);
        Begin().Load().Single().Used.ShouldBe(10 - taken[0]); // They live: what they have is theirs.
    }

    [Fact]
    public async Task A_look_tells_what_others_took_and_spent_and_of_one_that_is_gone_that_all_of_it_is()
    {
        var (one, two) = (Begin(), Begin());
        await one.MoveAsync([new BudgetMove(Key, DateTimeOffset.UnixEpoch, 4, 1, 10)]);
        await two.MoveAsync([new BudgetMove(Key, DateTimeOffset.UnixEpoch, 3, 2, 10)]);
        one.Elsewhere().ShouldBe([new BudgetTally(Key, DateTimeOffset.UnixEpoch, 3, 2)]);
        two.Elsewhere().ShouldBe([new BudgetTally(Key, DateTimeOffset.UnixEpoch, 4, 1)]);
        Time.Advance(TimeSpan.FromSeconds(40));
        await two.MoveAsync([]);
        two.Elsewhere().ShouldNotBeEmpty();
        Time.Advance(TimeSpan.FromSeconds(40)); // The first has said nothing for longer than it may.
        await two.MoveAsync([new BudgetMove(Key, DateTimeOffset.UnixEpoch, 5, 2, 10)]);
        two.Elsewhere().ShouldBe([new BudgetTally(Key, DateTimeOffset.UnixEpoch, 4, 4)]);
        Time.Advance(TimeSpan.FromMinutes(5));
        two.Elsewhere();
        Time.Advance(TimeSpan.FromMinutes(5));
        two.Elsewhere().ShouldBeEmpty(); // Nothing was touched since.
    }

    [Fact]
    public async Task One_that_was_taken_for_gone_and_comes_back_counts_nothing_twice()
    {
        var (one, two) = (Begin(), Begin());
        await one.MoveAsync([new BudgetMove(Key, DateTimeOffset.UnixEpoch, 4, 1, 10)]);
        Time.Advance(TimeSpan.FromMinutes(2));
        (await two.MoveAsync([new BudgetMove(Key, DateTimeOffset.UnixEpoch, 1, 0, 10)])).Single().ShouldBe(new BudgetGrant(1, 4, 4));
        (await one.MoveAsync([new BudgetMove(Key, DateTimeOffset.UnixEpoch, 5, 3, 10)])).Single().ShouldBe(new BudgetGrant(5, 1, 0));
        (await two.MoveAsync([new BudgetMove(Key, DateTimeOffset.UnixEpoch, 10, 0, 10)])).Single().ShouldBe(new BudgetGrant(5, 5, 4));
    }
}
