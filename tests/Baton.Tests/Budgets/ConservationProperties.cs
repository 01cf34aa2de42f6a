using Baton.Budgets;
using Baton.Models.Configuration;
using FsCheck;
using FsCheck.Fluent;

namespace Baton.Tests.Budgets;

/// <summary>
/// Whatever requests do, in whatever order (reserve, end at any cost up to what they reserved, disconnect, fail, hedge, be forgotten), and
/// however often the process is killed: what was reserved is settled, released or open, and no hard limit is exceeded by what was sent.
/// </summary>
public sealed class ConservationProperties
{
    private const decimal Limit = 10;

    [Fact]
    public void Reserved_is_settled_released_or_open_and_no_limit_is_exceeded() => Prop.ForAll(
        Gen.ListOf(Step()).Select(steps => steps.ToList()).ToArbitrary(),
        steps => RunAsync(steps).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public async Task From_many_threads_as_well()
    {
        await using var book = new Book(
            new BudgetOptions { LimitUsd = Limit }, new BudgetOptions { Scope = "tenant", LimitUsd = 4 }, new BudgetOptions { Scope = "role", LimitUsd = 6 });
        var spent = new decimal[8];
        await Task.WhenAll(Enumerable.Range(0, spent.Length).Select(thread => Task.Run(() =>
        {
            var random = new Random(thread);
            var open = new List<Claim>();
            for (var i = 0; i < 2_000; i++)
            {
                var subjects = new BudgetSubjects(random.Next(3) == 0 ? null : $"t{random.Next(2)}", Role: random.Next(2) == 0 ? "writer" : null);
                if (random.Next(2) == 0 && book.TryOpen(subjects, random.Next(1, 100) / 100m) is { } claim)
                {
                    open.Add(claim);
                }
                else if (open.Count > 0)
                {
                    var cost = random.Next(4) == 0 ? 0 : decimal.Round(open[^1].Amount * random.Next(0, 20) / 20 / 100, 6);
                    spent[thread] += cost;
                    open[^1].Settle(cost);
                    open.RemoveAt(open.Count - 1);
                }
            }

            open.ForEach(claim => claim.Settle(0));
        })));
        var global = book.Budgets.List().First(b => b.Key.Scope == "global");
        (global.ReservedUsd, global.SpentUsd).ShouldBe((0, spent.Sum()));
        book.Budgets.List().ShouldAllBe(b => b.ReservedUsd == 0 && b.SpentUsd <= b.LimitUsd);
    }

    private static Gen<Step> Step() =>
        from kind in Gen.Frequency(
            (5, Gen.Constant(Kind.Open)), (4, Gen.Constant(Kind.End)), (2, Gen.Constant(Kind.Disconnect)), (1, Gen.Constant(Kind.Hedge)),
            (1, Gen.Constant(Kind.Kill)), (1, Gen.Constant(Kind.Stop)), (1, Gen.Constant(Kind.Forget)))
        from amount in Gen.Choose(1, 300)
        from which in Gen.Choose(0, 1_000)
        from tenant in Gen.Elements("a", "b", null)
        select new Step(kind, amount / 100m, which, tenant);

    private static async Task RunAsync(List<Step> steps)
    {
        var store = new Ledger();
        var limits = new[] { new BudgetOptions { LimitUsd = Limit }, new BudgetOptions { Scope = "tenant", LimitUsd = 4 } };
        var book = new Book(store, null, limits);
        var open = new List<Claim>();
        var sent = 0m; // The most that everything may have cost that was ever sent and not settled for less.
        foreach (var step in steps)
        {
            switch (step.Kind)
            {
                case Kind.Open or Kind.Hedge:
                    if (book.TryOpen(new BudgetSubjects(step.Tenant), step.Amount) is { } claim)
                    {
                        await claim.KeepAsync();
                        open.Add(claim);
                        sent += claim.Amount;
                    }

                    break;
                case Kind.End or Kind.Disconnect when open.Count > 0:
                    var ended = open[step.Which % open.Count];
                    var cost = step.Kind == Kind.End ? decimal.Round(ended.Amount * step.Which / 1_000, 6) : 0;
                    ended.Settle(cost);
                    open.Remove(ended);
                    sent += cost - ended.Amount;
                    break;
                case Kind.Forget:
                    book.Time.Advance(TimeSpan.FromMinutes(12));
                    open.Clear(); // Each counts as spent now.
                    break;
                case Kind.Kill:
                    open.Clear(); // So do these: nobody can say what they cost.
                    store.Kill();
                    book = new Book(store, book.Time, limits);
                    break;
                case Kind.Stop:
                    await book.DisposeAsync();
                    store.Kill();
                    open.Clear();
                    book = new Book(store, book.Time, limits);
                    break;
            }

            var all = book.Budgets.List();
            var global = all[0];
            (global.SpentUsd + global.ReservedUsd).ShouldBeGreaterThanOrEqualTo(sent);
            global.ReservedUsd.ShouldBe(open.Sum(c => c.Amount));
            sent.ShouldBeLessThanOrEqualTo(Limit);
            all.ShouldAllBe(b => b.SpentUsd + b.ReservedUsd <= b.LimitUsd);
            store.Used(global.Key).ShouldBeGreaterThanOrEqualTo(sent);
        }

        await book.DisposeAsync();
    }
}

internal enum Kind
{
    Open,
    Hedge,
    End,
    Disconnect,
    Forget,
    Kill,
    Stop,
}

internal sealed record Step(Kind Kind, decimal Amount, int Which, string? Tenant);
