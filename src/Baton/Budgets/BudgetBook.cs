using System.Collections.Concurrent;
using System.Collections.Immutable;
using Baton.Models;
using Baton.Models.Configuration;
using Microsoft.Extensions.Logging;

namespace Baton.Budgets;

/// <summary>
/// Every budget's money (see design.md). One lock guards it all: what happens under it is a few sums, so a request that touches five accounts
/// reserves in all of them or in none, and nobody can be locked against anybody.
/// </summary>
public sealed partial class BudgetBook : IDisposable, IAsyncDisposable
{
    private const int MostHistories = 4_096;

    private static readonly string[] Scopes = [BudgetKey.Global, "tenant", "key", "role", "conversation"];
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<BudgetKey, BudgetAccount> _accounts = [];
    private readonly Dictionary<BudgetKey, BudgetTally> _kept;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly OpenHolds _open = new();
    private readonly ConcurrentDictionary<(string Model, string Kind), UsageHistory> _histories = new();
    private readonly BudgetSlices _slices;
    private readonly IBudgetStore? _store;
    private readonly CatalogSource _catalog;
    private readonly TimeProvider _time;
    private readonly ILogger<BudgetBook> _logger;
    private readonly ITimer _timer;
    private volatile BudgetDefinitions _definitions = new([]);
    private ImmutableArray<BudgetOptions> _ofKeys = [];
    private TaskCompletionSource? _moved;

    /// <summary>Opens the book of a configuration, with what the store has kept.</summary>
    /// <param name="catalog">Has the configuration, and tells when it changes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="store">Keeps what is spent over a restart; <c>null</c>: nothing does.</param>
    public BudgetBook(CatalogSource catalog, TimeProvider time, ILogger<BudgetBook> logger, IBudgetStore? store = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(time);
        (_catalog, _time, _logger) = (catalog, time, logger);
        _kept = (store?.Load() ?? []).ToDictionary(t => t.Key);
        _store = store;
        _slices = new BudgetSlices(store, _lock, time);
        _timer = time.CreateTimer(_ => OnTick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        catalog.Changed += Apply;
        Apply(catalog.Current);
    }

    /// <summary>Tells of a budget that changed, and whether its state is another; called outside the lock, some of it by the clock.</summary>
    public event Action<BudgetStatus, bool>? Changed;

    /// <summary>Every budget that holds anything now: those that name their subject, and of the others each that something was spent of.</summary>
    /// <returns>The budgets, by scope and subject.</returns>
    public IReadOnlyList<BudgetStatus> List()
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            return [.. Shown().Select(account =>
            {
                account.Turn(now);
                return StatusOf(account);
            }).OrderBy(s => Array.IndexOf(Scopes, s.Key.Scope)).ThenBy(s => s.Key.Id, StringComparer.Ordinal).ThenBy(s => s.Key.Per, StringComparer.Ordinal)];
        }
    }

    /// <summary>
    /// Takes over what other instances that share the store have spent, so that what is shown, and the thresholds, are of all of them; what may be
    /// reserved does not depend on it. It waits for the store, so it is not for a request's way.
    /// </summary>
    public void Refresh()
    {
        if (_store?.Elsewhere() is not { Count: > 0 } tallies)
        {
            return;
        }

        List<(BudgetStatus, bool)>? told = null;
        TaskCompletionSource? moved;
        lock (_lock)
        {
            foreach (var tally in tallies)
            {
                if (!_accounts.TryGetValue(tally.Key, out var account))
                {
                    _kept[tally.Key] = tally;
                    if (_definitions.TermsOf(tally.Key) is { } terms)
                    {
                        AccountOf(tally.Key, terms).Changed = true;
                    }
                }
                else if (account.Window.Period.Start == tally.Start
                    && (account.Window.Elsewhere, account.Window.SpentElsewhere) != (tally.Used, tally.Spent))
                {
                    (account.Window.Elsewhere, account.Window.SpentElsewhere) = (tally.Used, tally.Spent);
                    Note(account, ref told);
                }
            }

            (moved, _moved) = (_moved, null); // Somebody may have given back what another waits for.
        }

        moved?.SetResult();
        Tell(told);
    }

    /// <summary>Sets the limits that keys have of their own.</summary>
    /// <param name="limits">The limits, of scope <c>key</c>, each with the id of its key.</param>
    /// <param name="names">What people call each key, by its id.</param>
    public void SetKeys(IEnumerable<BudgetOptions> limits, IEnumerable<KeyValuePair<string, string>> names)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(names);
        lock (_lock)
        {
            _ofKeys = [.. limits];
            _names.Clear();
            foreach (var (id, name) in names)
            {
                _names[id] = name;
            }
        }

        Apply(_catalog.Current);
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _catalog.Changed -= Apply;
        await _timer.DisposeAsync().ConfigureAwait(false);
        try
        {
            await _slices.CloseAsync(_accounts.Values).ConfigureAwait(false); // A clean stop leaves nothing but what was spent.
        }
        catch (BatonException e)
        {
            LogUnkept(e);
        }
    }

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

    private AccountSet Open(IEnumerable<(BudgetKey, BudgetOptions)> limits)
    {
        lock (_lock)
        {
            return new AccountSet([.. limits.Select(limit => AccountOf(limit.Item1, limit.Item2))]);
        }
    }

    private BudgetAccount AccountOf(BudgetKey key, BudgetOptions terms)
    {
        if (!_accounts.TryGetValue(key, out var account))
        {
            _accounts[key] = account = new BudgetAccount(key, terms);
            account.Turn(_time.GetUtcNow());
            if (_kept.Remove(key, out var kept) && kept.Start == account.Window.Period.Start)
            {
                account.Window.Elsewhere = kept.Used;
                account.Window.SpentElsewhere = kept.Spent;
            }

            account.Told = account.State;
        }

        account.Terms = terms;
        return account;
    }

    private void Apply(Catalog catalog)
    {
        TaskCompletionSource? moved;
        lock (_lock)
        {
            _definitions = new BudgetDefinitions([.. catalog.Options.Budgets, .. _ofKeys]);
            foreach (var (key, terms) in _definitions.Named)
            {
                AccountOf(key, terms);
            }

            foreach (var kept in _kept.Keys.Where(k => _definitions.TermsOf(k) is not null).ToList())
            {
                AccountOf(kept, _definitions.TermsOf(kept)!);
            }

            foreach (var account in _accounts.Values)
            {
                account.Terms = _definitions.TermsOf(account.Key) ?? account.Terms;
                account.Changed = true;
            }

            _timer.Change(_definitions.All.IsEmpty ? Timeout.InfiniteTimeSpan : Tick, Tick);
            (moved, _moved) = (_moved, null); // A raised limit lets in who waits.
        }

        moved?.SetResult();
    }

    private IEnumerable<BudgetAccount> Shown() => _accounts.Values.Where(a => _definitions.TermsOf(a.Key) is not null);

    private BudgetStatus StatusOf(BudgetAccount account) => account.Status(account.Key.Scope == "key" ? _names.GetValueOrDefault(account.Key.Id) : null);

    /// <summary>Notes that an account changed; one whose state is another is told of at once.</summary>
    private void Note(BudgetAccount account, ref List<(BudgetStatus Status, bool)>? told)
    {
        account.Changed = true;
        if (account.State is var state && state != account.Told)
        {
            account.Told = state;
            account.Changed = false;
            (told ??= []).Add((StatusOf(account), true));
        }
    }

    /// <summary>What the clock does: begins periods, lets go of what was forgotten, gives back what is not used, tells what changed.</summary>
    private void OnTick()
    {
        List<(BudgetStatus, bool)>? told = null;
        TaskCompletionSource? moved;
        var (now, stamp) = (_time.GetUtcNow(), _time.GetTimestamp());
        lock (_lock)
        {
            if (_open.Expire(stamp) is > 0 and var forgotten)
            {
                LogForgotten(forgotten);
            }

            foreach (var account in Shown())
            {
                account.Turn(now);
                if (account.Changed)
                {
                    Note(account, ref told);
                    if (account.Changed)
                    {
                        account.Changed = false;
                        (told ??= []).Add((StatusOf(account), false));
                    }
                }
            }

            _slices.Trim(_accounts.Values, stamp);
            (moved, _moved) = (_moved, null);
        }

        moved?.SetResult();
        Tell(told);
    }

    private void Tell(List<(BudgetStatus Status, bool IsState)>? told)
    {
        foreach (var (status, isState) in told ?? [])
        {
            if (isState)
            {
                LogState(status.Key, status.State, status.SpentUsd, status.LimitUsd);
            }

            Changed?.Invoke(status, isState);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The budget {Budget} is {State}: ${Spent} of ${Limit} are spent")]
    private partial void LogState(BudgetKey budget, BudgetState state, decimal spent, decimal limit);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} requests reserved money and never settled; what they reserved counts as spent")]
    private partial void LogForgotten(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was not spent of the budgets could not be given back, and counts as spent at the next start")]
    private partial void LogUnkept(Exception exception);
}
