using Baton.Budgets;
using Baton.Models;
using Baton.Models.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests.Budgets;

/// <summary>A book of budgets on a clock that a test moves.</summary>
internal sealed class Book : IAsyncDisposable
{
    public Book(params BudgetOptions[] budgets)
        : this(null, null, budgets)
    {
    }

    public Book(Ledger? store, FakeTimeProvider? time, params BudgetOptions[] budgets)
    {
        Time = time ?? new FakeTimeProvider(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero));
        Catalog = new CatalogSource(new BatonOptions { Budgets = budgets.ToEquatableArray() });
        Budgets = new BudgetBook(Catalog, Time, NullLogger<BudgetBook>.Instance, store?.Process());
    }

    public FakeTimeProvider Time { get; }

    public CatalogSource Catalog { get; }

    public BudgetBook Budgets { get; }

    /// <summary>One of whose million tokens costs so much, and which writes so many at most.</summary>
    public static ModelCard Card(int most = 100, decimal price = 10_000m) => new() { Id = "m", MaxOutputTokens = most, Price = new TokenPrice(0m, price) };

    public BudgetStatus Only => Budgets.List().ShouldHaveSingleItem();

    public Claim? TryOpen(BudgetSubjects subjects, decimal amount) => Claim.TryOpen(this, subjects, amount);

    public ValueTask DisposeAsync() => Budgets.DisposeAsync();
}

/// <summary>What a request reserved of a <see cref="Book"/>.</summary>
internal sealed class Claim(Book book, AccountSet set, Hold hold, decimal amount)
{
    public decimal Amount => amount;

    public static Claim? TryOpen(Book book, BudgetSubjects subjects, decimal amount)
    {
        var definitions = book.Budgets;
        var set = definitions.SetOf(subjects)!;
        var hold = definitions.NewHold(book.Time.GetTimestamp() + (600 * book.Time.TimestampFrequency));
        var size = new RequestSize(0, 0, 1, 1, MayCap: false);
        var quote = Quote.Of(new ModelCard { Id = "m", Price = new TokenPrice(0m, amount * 1_000_000m) }, size, null)!;
        return book.Budgets.TryReserve(set, hold, quote, beside: 0).Decision.Verdict == Verdict.Granted ? new Claim(book, set, hold, amount) : null;
    }

    /// <summary>Whether the store has counted it; if not, what to wait for.</summary>
    public bool IsKept(out Task write) => book.Budgets.IsKept(set, hold, out write);

    /// <summary>Has the store count it.</summary>
    /// <returns>Whether it did; another instance may have taken what was free.</returns>
    public async Task<bool> KeepAsync()
    {
        while (!IsKept(out var write))
        {
            if (book.Budgets.LetGo(set, hold))
            {
                return false;
            }

            await write;
        }

        return true;
    }

    public void Settle(decimal cost) => book.Budgets.Settle(set, hold, cost);
}
