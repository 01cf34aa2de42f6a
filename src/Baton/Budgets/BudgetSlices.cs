namespace Baton.Budgets;

/// <summary>
/// Takes slices of the budgets from the store ahead of what is spent of them, so that no request waits for the disk while its slice covers it,
/// and a process that dies has taken at least what its requests may have cost. Its state is under the book's lock.
/// </summary>
internal sealed class BudgetSlices(IBudgetStore? store, Lock book, TimeProvider time)
{
    /// <summary>What is taken beyond the need, as a share of the limit.</summary>
    private const decimal Ahead = 0.01m;

    /// <summary>How long nothing was reserved until what is not needed is given back.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);

    /// <summary>How often it says that it lives, at least.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    /// <summary>In place of what the store was told is spent: nobody knows, so it is told again.</summary>
    private const decimal Untold = -1;

    private readonly HashSet<BudgetAccount> _moved = [];
    private TaskCompletionSource? _next;
    private Task _write = Task.CompletedTask;
    private bool _writing;
    private bool _closed;
    private long _beat = time.GetTimestamp();

    /// <summary>Whether what a hold needs is taken.</summary>
    /// <param name="set">The accounts.</param>
    /// <param name="hold">The hold.</param>
    /// <param name="write">If not, a write to wait for, after which one looks again.</param>
    public bool Covers(AccountSet set, Hold hold, out Task write)
    {
        write = Task.CompletedTask;
        if (store is null)
        {
            return true;
        }

        var covered = true;
        for (var i = 0; i < hold.Windows!.Length; i++)
        {
            var (account, window) = (set.Accounts[i], hold.Windows[i]);
            if (window != account.Window)
            {
                continue; // Its period is over: nothing is spent of the present one.
            }

            if (!account.Terms.Hard)
            {
                continue; // Nothing depends on it; the clock writes it down.
            }

            if (window.Slice - window.Needed < hold.Amount / 4 && window.Elsewhere + window.Slice < account.Terms.LimitUsd)
            {
                _moved.Add(account); // Ahead of time, for the next one.
            }

            covered &= window.Slice >= window.Needed;
        }

        if (covered)
        {
            if (_moved.Count > 0)
            {
                Write();
            }

            return true;
        }

        if (_closed)
        {
            write = Task.FromException(new BatonException(ErrorCodes.StorageFailed, "The gateway stops, so nothing more can be reserved of a budget."));
            return false;
        }

        _next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Write();
        write = _next.Task;
        return false;
    }

    /// <summary>Notes that something was spent; it is told to the store with the next write.</summary>
    public void Moved(AccountSet set)
    {
        if (store is null)
        {
            return;
        }

        foreach (var account in set.Accounts)
        {
            if (account.Window.Needed > account.Window.Slice)
            {
                _moved.Add(account); // It cost more than it had reserved.
                Write();
            }
        }
    }

    /// <summary>Gives back what was not needed for a while, and tells what was spent.</summary>
    public void Trim(IEnumerable<BudgetAccount> accounts, long now)
    {
        if (store is null)
        {
            return;
        }

        foreach (var account in accounts)
        {
            var window = account.Window;
            if (account.Short || window.Told != window.Spent || (window.Slice != window.Needed && Rests(account, now)))
            {
                _moved.Add(account);
            }
        }

        if (_moved.Count > 0 || time.GetElapsedTime(_beat, now) >= Beat)
        {
            Write();
        }
    }

    /// <summary>Gives back everything that was not spent.</summary>
    public async Task CloseAsync(IEnumerable<BudgetAccount> accounts)
    {
        if (store is null)
        {
            return;
        }

        Task last;
        lock (book)
        {
            _closed = true; // Nobody else begins a write any more.
            last = _write;
        }

        await last.ConfigureAwait(false);
        List<BudgetMove> moves;
        lock (book)
        {
            moves = [.. accounts.Select(a => MoveOf(a, ahead: 0)).Where(m => Changes(m.Window, m.Move)).Select(m => m.Move)];
        }

        if (moves.Count > 0)
        {
            await store.MoveAsync(moves).ConfigureAwait(false);
        }
    }

    /// <summary>Whether nothing is to be held beyond the need: nobody asks, or all is taken and another instance may need what is held here.</summary>
    private bool Rests(BudgetAccount account, long now) =>
        time.GetElapsedTime(account.Used, now) >= Idle
        || (account.Terms.Hard && account.Window is { } window && window.Elsewhere > window.SpentElsewhere
            && window.Elsewhere + window.Slice >= account.Terms.LimitUsd);

    private void Write()
    {
        if (!_writing && !_closed)
        {
            _writing = true;
            _write = Task.Run(WriteAsync);
        }
    }

    /// <summary>Writes until nothing is left to write; one write at a time, and who comes meanwhile shares the next.</summary>
    private async Task WriteAsync()
    {
        while (true)
        {
            List<(BudgetAccount Account, BudgetWindow Window, BudgetMove Move)> moves;
            TaskCompletionSource? waiting;
            bool done;
            lock (book)
            {
                var now = time.GetTimestamp();
                moves = [.. _moved.Select(a => MoveOf(a, Rests(a, now) ? 0 : Ahead)).Where(m => m.Account.Short || Changes(m.Window, m.Move))];
                foreach (var (account, window, move) in moves)
                {
                    account.Short = false;
                    window.Slice = Math.Min(window.Slice, move.Taken); // What is being given back covers nobody any more.
                }

                _moved.Clear();
                (waiting, _next) = (_next, null);
                _writing = moves.Count > 0 || time.GetElapsedTime(_beat, now) >= Beat;
                _beat = _writing ? now : _beat;
                done = !_writing;
            }

            if (done)
            {
                waiting?.SetResult();
                return;
            }

            try
            {
                var grants = await store!.MoveAsync([.. moves.Select(m => m.Move)]).ConfigureAwait(false);
                lock (book)
                {
                    for (var i = 0; i < moves.Count; i++)
                    {
                        Note(moves[i].Window, moves[i].Move, grants[i]);
                    }
                }

                waiting?.SetResult();
            }
#pragma warning disable CA1031 // Whatever the store throws, those who wait must hear of it, and the next write must come.
            catch (Exception e)
#pragma warning restore CA1031
            {
                waiting?.SetException(e);
                lock (book)
                {
                    moves.ForEach(m => m.Window.Told = Untold); // What was to be given back may still be taken.
                    _writing = false; // The next one who needs it tries again.
                    if (_next is null)
                    {
                        return;
                    }

                    _writing = true;
                }
            }
        }
    }

    /// <summary>What is wanted of the store: the need, and while there is traffic some room above it.</summary>
    private static (BudgetAccount Account, BudgetWindow Window, BudgetMove Move) MoveOf(BudgetAccount account, decimal ahead)
    {
        var (window, limit) = (account.Window, account.Terms.LimitUsd);
        var room = ahead > 0 && account.Terms.Hard ? Math.Max(0, Math.Min(Math.Max(ahead * limit, window.Reserved / 4), window.Free(limit))) : 0;
        var wanted = window.Needed + room;
        return (account, window, new BudgetMove(
            account.Key, window.Period.Start, ahead > 0 ? Math.Max(wanted, window.Slice) : wanted, window.Spent, account.Terms.Hard ? limit : null));
    }

    private static bool Changes(BudgetWindow window, BudgetMove move) => move.Taken != window.Slice || move.Spent != window.Told;

    private static void Note(BudgetWindow window, BudgetMove move, BudgetGrant grant) =>
        (window.Told, window.Slice, window.Elsewhere, window.SpentElsewhere) = (move.Spent, grant.Taken, grant.Elsewhere, grant.SpentElsewhere);
}
