using Baton.Budgets;

namespace Baton.Tests.Budgets;

/// <summary>A store in memory for one process at a time or for several, whose writes a test may hold back, as a disk does; it outlives the books that use it.</summary>
internal sealed class Ledger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(BudgetKey Key, int Process), BudgetMove> _taken = [];
    private readonly HashSet<int> _gone = [];
    private int _processes;

    public int Writes { get; private set; }

    /// <summary>Completes the writes that come; <c>null</c>: they are done at once.</summary>
    public Task? Gate { get; set; }

    /// <summary>Ends when a write has come to the gate.</summary>
    public TaskCompletionSource AtGate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Kills everybody so far: nothing of what they still do arrives, and what they had taken is spent.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            _gone.UnionWith(Enumerable.Range(0, _processes));
        }
    }

    /// <summary>The store as a process sees it that begins now.</summary>
    public IBudgetStore Process() => new One(this, _processes++);

    public decimal Used(BudgetKey key)
    {
        lock (_lock)
        {
            return Of(key, other: -1).Sum(m => m.Taken);
        }
    }

    private IEnumerable<BudgetMove> Of(BudgetKey key, int other)
    {
        var all = _taken.Where(t => t.Key.Key == key).ToList();
        var start = all.Count == 0 ? default : all.Max(t => t.Value.Start);
        return all.Where(t => t.Value.Start == start && t.Key.Process != other)
            .Select(t => _gone.Contains(t.Key.Process) ? t.Value with { Spent = t.Value.Taken } : t.Value);
    }

    private sealed class One(Ledger ledger, int process) : IBudgetStore
    {
        public IReadOnlyList<BudgetTally> Load()
        {
            lock (ledger._lock)
            {
                return [.. ledger._taken.Keys.Select(k => k.Key).Distinct().Select(key =>
                {
                    var moves = ledger.Of(key, process).ToList();
                    return new BudgetTally(key, moves[0].Start, moves.Sum(m => m.Taken), moves.Sum(m => m.Spent));
                })];
            }
        }

        public IReadOnlyList<BudgetTally> Elsewhere() => Load();

        public async Task<IReadOnlyList<BudgetGrant>> MoveAsync(IReadOnlyList<BudgetMove> moves)
        {
            if (ledger.Gate is { } gate)
            {
                ledger.AtGate.TrySetResult();
                await gate;
            }

            lock (ledger._lock)
            {
                if (!ledger._gone.Contains(process))
                {
                    ledger.Writes++;
                    return [.. moves.Select(Move)];
                }
            }

            return await new TaskCompletionSource<IReadOnlyList<BudgetGrant>>().Task;
        }

        private BudgetGrant Move(BudgetMove move)
        {
            var others = ledger.Of(move.Key, process).Where(m => m.Start == move.Start).ToList();
            var before = ledger._taken.GetValueOrDefault((move.Key, process)) is { } mine && mine.Start == move.Start ? mine.Taken : 0;
            var taken = move.Granted(before, others.Sum(m => m.Taken));
            ledger._taken[(move.Key, process)] = move with { Taken = taken };
            return new BudgetGrant(taken, others.Sum(m => m.Taken), others.Sum(m => m.Spent));
        }
    }
}
