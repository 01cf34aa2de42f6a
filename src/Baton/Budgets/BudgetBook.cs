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
    private static readonly string[] Scopes = [BudgetKey.Global, "tenant", "key", "role", "conversation"];
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<BudgetKey, BudgetAccount> _accounts = [];
    private readonly Dictionary<BudgetKey, BudgetTally> _kept;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly OpenHolds _open = new();
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
