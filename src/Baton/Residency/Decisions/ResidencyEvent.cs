using System.Collections.Immutable;

namespace Baton.Residency.Decisions;

/// <summary>Something that happened to a model.</summary>
internal abstract record ResidencyEvent(string Key)
{
    /// <summary>The configuration names it.</summary>
    public sealed record Known(string Key, ResidentSettings Settings, bool Preload) : ResidencyEvent(Key);

    /// <summary>The configuration names it no more.</summary>
    public sealed record Gone(string Key) : ResidencyEvent(Key);

    /// <summary>A request wants it.</summary>
    public sealed record Requested(string Key, ResidentSettings Settings, long Request) : ResidencyEvent(Key);

    /// <summary>A request waits no more.</summary>
    public sealed record GaveUp(string Key, long Request) : ResidencyEvent(Key);

    /// <summary>A request has given its hold back.</summary>
    public sealed record Released(string Key) : ResidencyEvent(Key);

    /// <summary>Its process answers.</summary>
    public sealed record Loaded(string Key, long? MeasuredBytes) : ResidencyEvent(Key);

    /// <summary>Its process never came to answer.</summary>
    public sealed record LoadFailed(string Key, string Error) : ResidencyEvent(Key);

    /// <summary>Its process ended unasked.</summary>
    public sealed record Died(string Key, string Error) : ResidencyEvent(Key);

    /// <summary>Its process ended as it was told.</summary>
    public sealed record Ended(string Key) : ResidencyEvent(Key);

    /// <summary>Somebody wants it unloaded.</summary>
    public sealed record UnloadAsked(string Key) : ResidencyEvent(Key);

    /// <summary>Its memory was measured.</summary>
    public sealed record Measured(string Key, long Bytes) : ResidencyEvent(Key);

    /// <summary>The machine's memory was looked at.</summary>
    /// <param name="FreeBytes">What may be taken beside what is taken; negative where some must be given back.</param>
    /// <param name="GraphicsBytes">The memory of graphics cards that models use.</param>
    public sealed record MemorySeen(long? FreeBytes, long GraphicsBytes) : ResidencyEvent("");

    /// <summary>A graphics card came or went.</summary>
    public sealed record GraphicsChanged() : ResidencyEvent("");

    /// <summary>Roles changed hands.</summary>
    public sealed record Stood(ImmutableDictionary<string, Standing> Standings) : ResidencyEvent("");

    /// <summary>Time went by.</summary>
    public sealed record Tick() : ResidencyEvent("");
}

/// <summary>Something to do.</summary>
internal abstract record ResidencyEffect
{
    /// <summary>Start its process.</summary>
    public sealed record Start(string Key) : ResidencyEffect;

    /// <summary>End its process.</summary>
    public sealed record Stop(string Key) : ResidencyEffect;

    /// <summary>Let a request go on: it has a hold.</summary>
    public sealed record Grant(long Request) : ResidencyEffect;

    /// <summary>Let a request fail.</summary>
    public sealed record Refuse(long Request, string Reason, TimeSpan? RetryAfter) : ResidencyEffect;
}
