using System.Collections.Immutable;

namespace Baton.Roles;

/// <summary>A role as it is played now.</summary>
/// <param name="Role">Its name.</param>
/// <param name="Model">Who plays it; <c>null</c>: nobody.</param>
/// <param name="Version">Starts at 1 and rises by one a change; 0 while nobody has played it yet.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Previous">Who played it before; <c>null</c>: nobody.</param>
/// <param name="History">The changes that took effect, oldest first.</param>
public sealed record RoleAssignment(
    string Role, string? Model, int Version, DateTimeOffset Since, string? Previous, ImmutableArray<SwapEvent> History)
{
    /// <summary>Whether the API set it last, so that the configuration does not take it away.</summary>
    public bool SetByApi { get; init; }

    /// <summary>What the configuration's entry said when it was last applied: a changed entry is a swap, an unchanged one is none.</summary>
    internal string? Configured { get; init; }

    /// <summary>The role after a change.</summary>
    /// <param name="change">The change; its version is this one's plus 1.</param>
    /// <returns>The new assignment.</returns>
    internal RoleAssignment After(SwapEvent change) => this with
    {
        Model = change.To,
        Version = change.Version,
        Since = change.At,
        Previous = change.From,
        History = History.Add(change),
    };
}
