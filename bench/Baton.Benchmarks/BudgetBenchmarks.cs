using Baton.Budgets;
using Baton.Models;
using Baton.Models.Configuration;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Baton.Benchmarks;

/// <summary>Money: a request's reservation in every budget that it touches and its settlement, without a store and with one that answers at once.</summary>
[MemoryDiagnoser]
public class BudgetBenchmarks : IDisposable
{
    private static readonly ModelCard Card = new() { Id = "m", MaxOutputTokens = 1_000, Price = new TokenPrice(1m, 2m) };
    private static readonly RequestSize Size = new(100, 400, 200, 300);

    private BudgetBook _book = null!;
    private AccountSet _set = null!;

    /// <summary>How many budgets the request touches.</summary>
    [Params(1, 5)]
    public int Budgets { get; set; }

    /// <summary>Whether a store keeps them.</summary>
    [Params(false, true)]
    public bool Kept { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        string[] scopes = ["global", "tenant", "key", "role", "conversation"];
        var options = new BatonOptions
        {
            Budgets = scopes.Take(Budgets).Select(s => new BudgetOptions { Scope = s, LimitUsd = 1_000_000_000, Per = "day" }).ToEquatableArray(),
        };
        _book = new BudgetBook(new CatalogSource(options), TimeProvider.System, NullLogger<BudgetBook>.Instance, Kept ? new Instant() : null);
        _set = _book.SetOf(new BudgetSubjects("tenant", "key", "name", "role", "conversation"))!;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _book.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public bool ReserveAndSettle()
    {
        var hold = _book.NewHold(long.MaxValue / 2);
        var quote = Quote.Of(Card, Size, history: null)!;
        var granted = _book.TryReserve(_set, hold, quote, beside: 0).Decision.Verdict == Verdict.Granted && _book.IsKept(_set, hold, out _);
        _book.Settle(_set, hold, 0.0005m);
        return granted;
    }

    [Benchmark]
    public bool FindTheAccounts() => _book.SetOf(new BudgetSubjects("tenant", "key", "name", "role", "conversation")) is not null;

    private sealed class Instant : IBudgetStore
    {
        public IReadOnlyList<BudgetTally> Load() => [];

        public Task<IReadOnlyList<BudgetGrant>> MoveAsync(IReadOnlyList<BudgetMove> moves) =>
            Task.FromResult<IReadOnlyList<BudgetGrant>>([.. moves.Select(m => new BudgetGrant(m.Taken, 0, 0))]);
    }
}
