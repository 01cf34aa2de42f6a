using System.Data.Common;
using System.Globalization;
using Baton.Budgets;
using Baton.Storage.Postgres;
using Dapper;

namespace Baton.Storage.Budgets;

/// <summary>
/// Keeps what of each budget is used in a database. A row an account holds what is spent by instances that are gone; a row an account and
/// instance what that one has taken. SQLite has one instance at a time; of PostgreSQL's, one that said nothing for a minute is gone.
/// </summary>
public sealed class BudgetStore : IBudgetStore
{
    private const string Account = "scope = @Scope AND id = @Id AND per = @Per AND time_zone = @TimeZone";

    /// <summary>Whoever changes an account holds its row until he has: another instance waits, and then sees what he did.</summary>
    private const string Hold = """
        INSERT INTO budgets (scope, id, per, time_zone, start_ms, spent_usd, changed_ms) VALUES (@Scope, @Id, @Per, @TimeZone, @StartMs, '0', @Now)
        ON CONFLICT (scope, id, per, time_zone) DO UPDATE SET changed_ms = excluded.changed_ms
        """;

    private const string SaveAccount = $"UPDATE budgets SET start_ms = @StartMs, spent_usd = @SpentUsd WHERE {Account}";

    private const string Slices = $"""
        SELECT scope AS Scope, id AS Id, per AS Per, time_zone AS TimeZone, instance AS Instance, taken_usd AS TakenUsd, spent_usd AS SpentUsd,
          gone_usd AS GoneUsd, EXISTS (SELECT 1 FROM budget_instances i WHERE i.instance = budget_slices.instance AND i.until_ms > @Now) AS Lives
        FROM budget_slices WHERE {Account}
        """;

    private const string SaveSlice = """
        INSERT INTO budget_slices (scope, id, per, time_zone, instance, taken_usd, spent_usd, gone_usd)
        VALUES (@Scope, @Id, @Per, @TimeZone, @Instance, @TakenUsd, @SpentUsd, @GoneUsd)
        ON CONFLICT (scope, id, per, time_zone, instance) DO UPDATE SET
          taken_usd = excluded.taken_usd, spent_usd = excluded.spent_usd, gone_usd = excluded.gone_usd
        """;

    private const string Live = """
        INSERT INTO budget_instances (instance, until_ms) VALUES (@instance, @until)
        ON CONFLICT (instance) DO UPDATE SET until_ms = excluded.until_ms
        """;

    private const string Changed = """
        SELECT scope AS Scope, id AS Id, per AS Per, time_zone AS TimeZone, start_ms AS StartMs, spent_usd AS SpentUsd FROM budgets WHERE changed_ms >= @Since
        """;

    private const string ChangedSlices = """
        SELECT s.scope AS Scope, s.id AS Id, s.per AS Per, s.time_zone AS TimeZone, s.instance AS Instance, s.taken_usd AS TakenUsd, s.spent_usd AS SpentUsd,
          s.gone_usd AS GoneUsd, EXISTS (SELECT 1 FROM budget_instances i WHERE i.instance = s.instance AND i.until_ms > @Now) AS Lives
        FROM budget_slices s JOIN budgets b ON b.scope = s.scope AND b.id = s.id AND b.per = s.per AND b.time_zone = s.time_zone
        WHERE b.changed_ms >= @Since
        """;

    /// <summary>By how much the clocks of instances may differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly bool _alone;
    private DateTimeOffset _looked;
    private readonly string _instance = Guid.NewGuid().ToString("N");

    /// <summary>Begins as an instance of its own.</summary>
    /// <param name="database">The database.</param>
    /// <param name="time">The clock; those of instances on one database may differ by seconds.</param>
    public BudgetStore(Database database, TimeProvider time) =>
        (_database, _time, _alone, _looked) = (database, time, database is not PostgresDatabase, time.GetUtcNow());

    /// <inheritdoc/>
    public IReadOnlyList<BudgetTally> Load() => _database.WriteAsync<IReadOnlyList<BudgetTally>>(connection =>
    {
        if (_alone)
        {
            connection.Execute("DELETE FROM budget_instances"); // Whoever was there before is gone.
        }

        Beat(connection);
        return [.. connection.Query<AccountRow>("SELECT scope AS Scope, id AS Id, per AS Per, time_zone AS TimeZone FROM budgets ORDER BY 1, 2, 3, 4").ToList()
            .Select(row => row.Key).Select(key =>
            {
                var (account, slices) = Open(connection, key, start: 0);
                return new BudgetTally(
                    key, DateTimeOffset.FromUnixTimeMilliseconds(account.StartMs), account.Spent + slices.Sum(s => s.Held), account.Spent + slices.Sum(s => s.SpentOfHeld));
            })];
    }).GetAwaiter().GetResult(); // Once, before anything is answered.

    /// <inheritdoc/>
    public Task<IReadOnlyList<BudgetGrant>> MoveAsync(IReadOnlyList<BudgetMove> moves)
    {
        ArgumentNullException.ThrowIfNull(moves);
        return _database.WriteAsync<IReadOnlyList<BudgetGrant>>(connection =>
        {
            Beat(connection);
            var grants = new BudgetGrant[moves.Count];
            foreach (var (place, move) in moves.Index().OrderBy(m => m.Item.Key.Scope, StringComparer.Ordinal).ThenBy(m => m.Item.Key.Id, StringComparer.Ordinal)
                .ThenBy(m => m.Item.Key.Per, StringComparer.Ordinal).ThenBy(m => m.Item.Key.TimeZone, StringComparer.Ordinal))
            {
                grants[place] = Move(connection, move); // In one order everywhere, so that no two wait for each other.
            }

            return grants;
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<BudgetTally> Elsewhere()
    {
        if (_alone)
        {
            return [];
        }

        var now = _time.GetUtcNow();
        var since = _looked - Skew;
        var tallies = _database.Read(connection =>
        {
            var asked = new { Now = now.ToUnixTimeMilliseconds(), Since = Math.Max(0, since.ToUnixTimeMilliseconds()) };
            var slices = connection.Query<SliceRow>(ChangedSlices, asked).ToLookup(s => s.Key);
            return connection.Query<AccountRow>(Changed, asked).Select(account =>
            {
                var mine = slices[account.Key].FirstOrDefault(s => s.Instance == _instance);
                var (others, past) = (slices[account.Key].Where(s => s.Instance != _instance).ToList(), account.Spent - (mine?.Gone ?? 0));
                return new BudgetTally(
                    account.Key, DateTimeOffset.FromUnixTimeMilliseconds(account.StartMs), past + others.Sum(s => s.Held),
                    past + others.Sum(s => s.Lives ? s.SpentOfHeld : s.Held));
            }).ToList();
        });
        _looked = now;
        return tallies;
    }

    private BudgetGrant Move(DbConnection connection, BudgetMove move)
    {
        var start = move.Start.ToUnixTimeMilliseconds();
        var (account, slices) = Open(connection, move.Key, start);
        if (account.StartMs > start)
        {
            return new BudgetGrant(move.Taken, 0, 0); // That period is over, so nobody takes of it any more.
        }

        var mine = slices.FirstOrDefault(s => s.Instance == _instance) ?? new SliceRow { Instance = _instance, Key = move.Key };
        var others = slices.Where(s => s.Instance != _instance).ToList();
        var elsewhere = account.Spent - mine.Gone + others.Sum(s => s.Held);
        mine.Taken = move.Granted(mine.Taken, elsewhere);
        mine.Spent = move.Spent;
        connection.Execute(SaveSlice, mine);
        return new BudgetGrant(mine.Taken, elsewhere, account.Spent - mine.Gone + others.Sum(s => s.SpentOfHeld));
    }

    /// <summary>An account and its slices, held until the transaction ends; a period that is over is emptied, and instances that are gone are counted.</summary>
    private (AccountRow Account, List<SliceRow> Slices) Open(DbConnection connection, BudgetKey key, long start)
    {
        connection.Execute(Hold, new { key.Scope, key.Id, key.Per, key.TimeZone, StartMs = start, Now = _time.GetUtcNow().ToUnixTimeMilliseconds() });
        var account = connection.QuerySingle<AccountRow>(
            $"SELECT scope AS Scope, id AS Id, per AS Per, time_zone AS TimeZone, start_ms AS StartMs, spent_usd AS SpentUsd FROM budgets WHERE {Account}",
            new { key.Scope, key.Id, key.Per, key.TimeZone });
        if (account.StartMs < start)
        {
            (account.StartMs, account.Spent) = (start, 0);
            connection.Execute(SaveAccount, account);
            connection.Execute($"DELETE FROM budget_slices WHERE {Account}", account);
            return (account, []);
        }

        var slices = connection.Query<SliceRow>(
            Slices, new { key.Scope, key.Id, key.Per, key.TimeZone, Now = _time.GetUtcNow().ToUnixTimeMilliseconds() }).ToList();
        foreach (var gone in slices.Where(s => s.Held > 0 && !s.Lives))
        {
            account.Spent += gone.Held;
            gone.Gone = gone.Taken; // Should it come back, that is counted already.
            connection.Execute(SaveSlice, gone);
            connection.Execute(SaveAccount, account);
        }

        if (_alone && slices.RemoveAll(s => !s.Lives) > 0)
        {
            connection.Execute($"DELETE FROM budget_slices WHERE {Account} AND instance <> @_instance", new { key.Scope, key.Id, key.Per, key.TimeZone, _instance });
        }

        return (account, slices);
    }

    private void Beat(DbConnection connection) =>
        connection.Execute(Live, new { instance = _instance, until = (_time.GetUtcNow() + Lease).ToUnixTimeMilliseconds() });

    private static decimal Usd(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    private static string Text(decimal usd) => usd.ToString(CultureInfo.InvariantCulture);

    private class AccountRow
    {
        public string Scope { get; set; } = "";

        public string Id { get; set; } = "";

        public string Per { get; set; } = "";

        public string TimeZone { get; set; } = "";

        public long StartMs { get; set; }

        public string SpentUsd { get; set; } = "0";

        public BudgetKey Key
        {
            get => new(Scope, Id, Per, TimeZone);
            set => (Scope, Id, Per, TimeZone) = (value.Scope, value.Id, value.Per, value.TimeZone);
        }

        public decimal Spent
        {
            get => Usd(SpentUsd);
            set => SpentUsd = Text(value);
        }
    }

    private sealed class SliceRow : AccountRow
    {
        public string Instance { get; set; } = "";

        public bool Lives { get; set; }

        public string TakenUsd { get; set; } = "0";

        public string GoneUsd { get; set; } = "0";

        public decimal Taken
        {
            get => Usd(TakenUsd);
            set => TakenUsd = Text(value);
        }

        /// <summary>What of it is counted with the account, because the instance was taken to be gone.</summary>
        public decimal Gone
        {
            get => Usd(GoneUsd);
            set => GoneUsd = Text(value);
        }

        /// <summary>What of it is counted here.</summary>
        public decimal Held => Math.Max(0, Taken - Gone);

        public decimal SpentOfHeld => Math.Max(0, Spent - Gone);
    }
}
