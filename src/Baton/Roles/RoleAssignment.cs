using System.Collections.Immutable;

namespace Baton.Roles;

/// <summary>A role as it is played now.</summary>
/// <param name="Role">Its name.</param>
/// <param name="Model">Who plays it; <c>null</c>: nobody.</param>
/// <param name="Version">Starts at 1 and rises by one a change; 0 while nobody has played it yet.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Previous">Who a rollback would bring back; <c>null</c>: nobody.</param>
/// <param name="History">The changes that took effect, oldest first; the last <see cref="MostHistory"/> of them.</param>
public sealed record RoleAssignment(
    string Role, string? Model, int Version, DateTimeOffset Since, string? Previous, ImmutableArray<SwapEvent> History)
{
    /// <summary>How many changes are held in memory; a store keeps all.</summary>
    internal const int MostHistory = 1_000;

    private const int MostFailed = 50;

    /// <summary>Whether the API set it last, so that the configuration does not take it away.</summary>
    public bool SetByApi { get; init; }

    /// <summary>What the configuration's entry said when it was last applied: a changed entry is a swap, an unchanged one is none.</summary>
    public string? Configured { get; init; }

    /// <summary>The swaps that failed and changed nothing, oldest first; the last 50 of them.</summary>
    public ImmutableArray<SwapEvent> Failed { get; init; } = [];

    /// <summary>A model that is tried with a share of the requests; <c>null</c>: none.</summary>
    public RoleCanary? Canary { get; init; }

    /// <summary>Counts the requests that the present player serves.</summary>
    internal Stint Stint { get; init; } = new();

    /// <summary>The role with one more failed swap on its list.</summary>
    internal RoleAssignment WithFailed(SwapEvent failed) => this with { Failed = Within(Failed.Add(failed), MostFailed) };

    /// <summary>The role with what was learned of a swap after its flip.</summary>
    internal RoleAssignment WithCompleted(SwapEvent completed)
    {
        for (var i = History.Length - 1; i >= 0; i--)
        {
            if (History[i].Id == completed.Id)
            {
                return this with { History = History.SetItem(i, completed) };
            }
        }

        return this;
    }

    /// <summary>The history with one more change.</summary>
    internal ImmutableArray<SwapEvent> HistoryWith(SwapEvent change) => Within(History.Add(change), MostHistory);

    private static ImmutableArray<SwapEvent> Within(ImmutableArray<SwapEvent> events, int most) =>
        events.Length > most ? events.RemoveRange(0, events.Length - most) : events;
}
