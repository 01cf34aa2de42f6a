using Baton.Models;

namespace Baton.Roles;

/// <summary>A change of who plays a role.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Role">The role.</param>
/// <param name="From">Who played it; <c>null</c>: nobody.</param>
/// <param name="To">Who plays it; <c>null</c>: nobody.</param>
/// <param name="Version">The role's version that it made.</param>
/// <param name="At">When it took effect, UTC.</param>
/// <param name="Kind"><c>load</c>, <c>swap</c>, <c>configuration</c> or <c>unload</c>.</param>
/// <param name="By">Who caused it: <c>api</c> or <c>configuration</c>.</param>
public sealed record SwapEvent(string Id, string Role, string? From, string? To, int Version, DateTimeOffset At, string Kind, string By)
{
    /// <summary>The phases that it went through and their milliseconds.</summary>
    public EquatableArray<SwapPhase> Phases { get; init; } = [];

    /// <summary>What the new model lacks, and was let pass.</summary>
    public EquatableArray<SwapWarning> Warnings { get; init; } = [];
}

/// <summary>A phase of a swap.</summary>
/// <param name="Phase">Its name: <c>validate</c>, <c>flip</c>.</param>
/// <param name="Ms">How long it took, in milliseconds.</param>
public sealed record SwapPhase(string Phase, double Ms);

/// <summary>Something that a swap let pass.</summary>
/// <param name="Code">Its code: <c>already_playing</c>.</param>
/// <param name="Message">What it means.</param>
public sealed record SwapWarning(string Code, string Message);
