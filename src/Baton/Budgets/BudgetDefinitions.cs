using System.Collections.Concurrent;
using System.Collections.Immutable;
using Baton.Models.Configuration;

namespace Baton.Budgets;

/// <summary>
/// Every limit there is: the configuration's, and those that keys have of their own. One that names its subject takes the place of the one for
/// each of the same scope and period. Immutable; the account sets of subjects are found once.
/// </summary>
/// <param name="All">The limits.</param>
internal sealed record BudgetDefinitions(ImmutableArray<BudgetOptions> All)
{
    private const int MostSets = 10_000;

    private readonly ConcurrentDictionary<BudgetSubjects, AccountSet> _sets = new();
    private readonly bool _hasConversations = All.Any(o => o.Scope == "conversation");
    private readonly bool _hasKeys = All.Any(o => o.Scope == "key");
    private readonly bool _hasTenants = All.Any(o => o.Scope == "tenant");
    private readonly bool _hasRoles = All.Any(o => o.Scope == "role");

    /// <summary>Limits whose subject is named, so that they are shown before anything was spent.</summary>
    public IEnumerable<(BudgetKey Key, BudgetOptions Terms)> Named => All
        .Where(o => o.Scope == BudgetKey.Global || o.Id is not null)
        .Select(o => (BudgetKey.Of(o, o.Id ?? BudgetKey.Global), o))
        .GroupBy(pair => pair.Item1, (key, same) => (key, same.MinBy(p => p.o.LimitUsd).o));

    /// <summary>The accounts of a request.</summary>
    /// <param name="subjects">Whose it is.</param>
    /// <param name="open">Finds or opens accounts.</param>
    /// <returns>The accounts; <c>null</c>: none applies.</returns>
    public AccountSet? SetOf(in BudgetSubjects subjects, Func<IEnumerable<(BudgetKey, BudgetOptions)>, AccountSet> open)
    {
        var asked = new BudgetSubjects(
            _hasTenants ? subjects.Tenant : null, _hasKeys ? subjects.Key : null, _hasKeys ? subjects.KeyName : null,
            _hasRoles ? subjects.Role : null, _hasConversations ? subjects.Conversation : null);
        if (!_sets.TryGetValue(asked, out var set))
        {
            if (_sets.Count >= MostSets)
            {
                _sets.Clear();
            }

            set = _sets.GetOrAdd(asked, open(Applying(asked)));
        }

        return set.Accounts.Length == 0 ? null : set;
    }

    /// <summary>The limits that hold an account, if any does still.</summary>
    public BudgetOptions? TermsOf(in BudgetKey key)
    {
        BudgetOptions? terms = null;
        foreach (var one in All)
        {
            if (one.Scope == key.Scope && one.Per == key.Per && one.TimeZone == key.TimeZone
                && ((one.Id ?? (one.Scope == BudgetKey.Global ? BudgetKey.Global : null)) == key.Id
                    || (one is { Id: null, Scope: not BudgetKey.Global } && terms is null)))
            {
                terms = one.Id is null || terms?.Id is null || one.LimitUsd < terms.LimitUsd ? one : terms;
            }
        }

        return terms;
    }

    private IEnumerable<(BudgetKey Key, BudgetOptions Terms)> Applying(BudgetSubjects subjects)
    {
        var found = new Dictionary<BudgetKey, BudgetOptions>();
        foreach (var one in All)
        {
            if (subjects.Of(one.Scope) is not { } subject)
            {
                continue;
            }

            if (one.Scope != BudgetKey.Global && one.Id is { } id && !subjects.IsCalled(one.Scope, id))
            {
                continue;
            }

            if (one.Scope != BudgetKey.Global && one.Id is null
                && All.Any(o => o.Scope == one.Scope && o.Per == one.Per && o.Id is { } named && subjects.IsCalled(one.Scope, named)))
            {
                continue;
            }

            var key = BudgetKey.Of(one, one.Id ?? subject);
            if (!found.TryGetValue(key, out var other) || one.LimitUsd < other.LimitUsd)
            {
                found[key] = one;
            }
        }

        return found.Select(pair => (pair.Key, pair.Value));
    }
}

/// <summary>The accounts that a request touches, and their present periods. The latter happen under the book's lock.</summary>
internal sealed class AccountSet(BudgetAccount[] accounts)
{
    public BudgetAccount[] Accounts => accounts;

    public bool IsHard { get; } = Array.Exists(accounts, a => a.Terms.Hard);

    /// <summary>The accounts' present periods; replaced as a whole, since open requests go on with those that they began in.</summary>
    public BudgetWindow[] Windows { get; private set; } = [];

    /// <summary>When the first of them ends.</summary>
    private DateTimeOffset _end = DateTimeOffset.MinValue;

    public void Turn(DateTimeOffset now)
    {
        if (now < _end)
        {
            return;
        }

        _end = DateTimeOffset.MaxValue;
        var windows = new BudgetWindow[accounts.Length];
        for (var i = 0; i < accounts.Length; i++)
        {
            accounts[i].Turn(now);
            windows[i] = accounts[i].Window;
            _end = windows[i].Period.End is { } end && end < _end ? end : _end;
        }

        Windows = windows;
    }
}
