using System.Collections.Concurrent;
using Baton.Models;

namespace Baton.Budgets;

/// <summary>What requests do with the book: they look, reserve, have it kept, and settle.</summary>
public sealed partial class BudgetBook
{
    private const int MostHistories = 4_096;

    private readonly ConcurrentDictionary<(string Model, string Kind), UsageHistory> _histories = new();

    /// <summary>A request's claim on the budgets that it touches; <c>null</c>: none does.</summary>
    internal Allowance? For(in BudgetSubjects subjects) => SetOf(subjects) is { } set ? new Allowance(this, set, _time) : null;

    /// <summary>The accounts that a request touches; <c>null</c>: none.</summary>
    internal AccountSet? SetOf(in BudgetSubjects subjects)
    {
        var definitions = _definitions;
        return definitions.All.IsEmpty ? null : definitions.SetOf(subjects, Open);
    }

    /// <summary>How the budgets of a set stand: the strictest state, and the largest share that is spent.</summary>
    internal (BudgetState State, double Share, BudgetAccount Strictest) Look(AccountSet set)
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            set.Turn(now);
            var (strictest, share) = (set.Accounts[0], 0.0);
            foreach (var account in set.Accounts)
            {
                strictest = account.Acting > strictest.Acting ? account : strictest;
                share = Math.Max(share, account.Share);
            }

            return (strictest.Acting, Math.Min(1, share), strictest);
        }
    }

    /// <summary>Reserves in every account of a set, or in none. A hold that has something reserved gives that for it.</summary>
    /// <returns>What was decided, and whose account decided it.</returns>
    internal (Decision Decision, BudgetAccount? By) TryReserve(AccountSet set, Hold hold, Quote quote, decimal beside)
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            set.Turn(now);
            var windows = hold.Windows ?? set.Windows;
            var (free, possible) = (decimal.MaxValue, decimal.MaxValue);
            BudgetAccount? tightest = null;
            for (var i = 0; i < windows.Length; i++)
            {
                var terms = set.Accounts[i].Terms;
                if (terms.Hard && windows[i].Free(terms.LimitUsd) is var left && (tightest is null || left < free))
                {
                    (free, tightest) = (left, set.Accounts[i]);
                }

                possible = terms.Hard ? Math.Min(possible, windows[i].Most(terms.LimitUsd)) : possible;
            }

            if (tightest is not null)
            {
                free += hold.Amount - beside;
                possible -= beside;
            }

            var decision = quote.Decide(free, possible);
            if (decision.Verdict == Verdict.Busy && tightest!.Window is { } window && window.Elsewhere > window.SpentElsewhere)
            {
                tightest.Short = true;
            }

            if (decision.Verdict == Verdict.Granted)
            {
                Put(set, hold, windows, decision.Amount + beside);
            }

            return (decision, tightest);
        }
    }

    /// <summary>Whether everything that a hold reserves is within the slices that the store has counted already; if not, what to wait for before one looks again.</summary>
    internal bool IsKept(AccountSet set, Hold hold, out Task write)
    {
        lock (_lock)
        {
            return _slices.Covers(set, hold, out write);
        }
    }

    /// <summary>Lets go of what a hold reserves, if another instance has taken so much meanwhile that the store grants it no more.</summary>
    /// <param name="set">The accounts.</param>
    /// <param name="hold">The hold.</param>
    /// <param name="runs">Whether an attempt runs on it, so that it is only told and not let go of.</param>
    /// <returns>Whether it has.</returns>
    internal bool LetGo(AccountSet set, Hold hold, bool runs = false)
    {
        lock (_lock)
        {
            var taken = false;
            for (var i = 0; i < hold.Windows!.Length; i++)
            {
                var terms = set.Accounts[i].Terms;
                taken |= terms.Hard && hold.Windows[i].Free(terms.LimitUsd) < 0;
            }

            if (taken && !runs)
            {
                foreach (var window in hold.Windows)
                {
                    window.Reserved -= hold.Amount;
                }

                hold.Amount = 0;
            }

            return taken;
        }
    }

    /// <summary>Ends a request: what it reserved is free again, what it cost is spent.</summary>
    internal void Settle(AccountSet set, Hold hold, decimal cost)
    {
        TaskCompletionSource? moved;
        List<(BudgetStatus Status, bool)>? told = null;
        lock (_lock)
        {
            if (hold.Settled || hold.Windows is not { } windows)
            {
                hold.Settled = true;
                return;
            }

            hold.Settled = true;
            _open.Remove(hold);
            for (var i = 0; i < windows.Length; i++)
            {
                windows[i].Reserved -= hold.Expired ? 0 : hold.Amount;
                windows[i].Spent += hold.Expired ? cost - hold.Amount : cost;
                Note(set.Accounts[i], ref told);
            }

            _slices.Moved(set);
            (moved, _moved) = (_moved, null);
        }

        moved?.SetResult();
        Tell(told);
    }

    /// <summary>Ends when something was given back next; take it before looking, so that nothing is missed in between.</summary>
    internal Task NextMove()
    {
        lock (_lock)
        {
            return (_moved ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>The timestamp at which a hold that nobody settles is taken for forgotten.</summary>
    internal Hold NewHold(long end) => new() { Expires = end + (long)(OpenHolds.Grace.TotalSeconds * _time.TimestampFrequency) };

    /// <summary>What the last requests of a kind used with a model; <c>null</c> where its price is unknown.</summary>
    internal UsageHistory? HistoryOf(ModelCard model, string kind)
    {
        if (model.Price is not { } price)
        {
            return null;
        }

        if (_histories.Count > MostHistories)
        {
            _histories.Clear();
        }

        var history = _histories.GetOrAdd((model.Id, kind), static (_, price) => new UsageHistory(price), price);
        return history.Price == price ? history : _histories[(model.Id, kind)] = new UsageHistory(price);
    }

    private void Put(AccountSet set, Hold hold, BudgetWindow[] windows, decimal amount)
    {
        var now = _time.GetTimestamp();
        if (hold.Windows is null)
        {
            hold.Windows = windows;
            _open.Add(hold);
        }

        for (var i = 0; i < windows.Length; i++)
        {
            windows[i].Reserved += amount - (hold.Expired ? 0 : hold.Amount);
            set.Accounts[i].Used = now;
            set.Accounts[i].Changed = true;
        }

        hold.Amount = amount;
    }
}
