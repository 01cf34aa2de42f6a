using Baton.Models;

namespace Baton.Roles;

/// <summary>A change of who plays a role, or one that failed and changed nothing.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Role">The role.</param>
/// <param name="From">Who played it; <c>null</c>: nobody.</param>
/// <param name="To">Who plays it; <c>null</c>: nobody.</param>
/// <param name="Version">The role's version that it made; for one that failed, the version that stayed.</param>
/// <param name="At">When it took effect, or failed, UTC.</param>
/// <param name="Kind">One of <see cref="SwapKinds"/>.</param>
/// <param name="By">Who caused it: <c>api</c>, <c>configuration</c>, <c>auto</c>, <c>canary</c> or <c>schedule</c>.</param>
public sealed record SwapEvent(string Id, string Role, string? From, string? To, int Version, DateTimeOffset At, string Kind, string By)
{
    /// <summary>Why; <c>null</c> where nobody said.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it took effect, or found nothing to do.</summary>
    public bool Success { get; init; } = true;

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>The phases that it went through and their milliseconds.</summary>
    public EquatableArray<SwapPhase> Phases { get; init; } = [];

    /// <summary>What the new model lacks, and was let pass.</summary>
    public EquatableArray<SwapWarning> Warnings { get; init; } = [];

    /// <summary>Whether one step back is possible after it.</summary>
    public bool RollbackAvailable { get; init; }
}

/// <summary>The kinds of swap events.</summary>
public static class SwapKinds
{
    /// <summary>A model begins to play a role that nobody played.</summary>
    public const string Load = "load";

    /// <summary>A model takes another's place.</summary>
    public const string Swap = "swap";

    /// <summary>The former model comes back, or a canary ends.</summary>
    public const string Rollback = "rollback";

    /// <summary>The role changed its model by itself.</summary>
    public const string Auto = "auto";

    /// <summary>A model is tried with a share of the requests, or was found worthy.</summary>
    public const string Canary = "canary";

    /// <summary>A set time came.</summary>
    public const string Schedule = "schedule";

    /// <summary>The configuration's entry changed.</summary>
    public const string Configuration = "configuration";

    /// <summary>Nobody plays the role any more.</summary>
    public const string Unload = "unload";
}

/// <summary>A phase of a swap.</summary>
/// <param name="Phase">Its name: <c>validate</c>, <c>warm</c>, <c>transfer</c>, <c>flip</c>, <c>drain</c> or <c>keep</c>.</param>
/// <param name="Ms">How long it took, in milliseconds.</param>
public sealed record SwapPhase(string Phase, double Ms);

/// <summary>Something that a swap let pass.</summary>
/// <param name="Code">Its code: <c>already_playing</c>.</param>
/// <param name="Message">What it means.</param>
public sealed record SwapWarning(string Code, string Message);
