using System.Collections.Immutable;

namespace Baton.Residency.Decisions;

/// <summary>What the configuration says of a model that bears on its residence.</summary>
/// <param name="Provider">The provider, whose models share a limit.</param>
/// <param name="LimitBytes">That limit.</param>
/// <param name="EstimateBytes">The memory that it will take, by its weights file.</param>
/// <param name="KeepAlive">How long it stays after its last request.</param>
/// <param name="Priority">Higher stays longer.</param>
/// <param name="Pin">Never unloaded, neither to make room nor for idling.</param>
/// <param name="LimitIsMachines">Whether nobody set the limit, so that it is what the machine has.</param>
internal sealed record ResidentSettings(
    string Provider, long LimitBytes, long EstimateBytes, TimeSpan KeepAlive, int Priority = 0, bool Pin = false, bool LimitIsMachines = false);

/// <summary>One request that waits for a model.</summary>
/// <param name="Id">The request.</param>
/// <param name="Since">When it came.</param>
internal readonly record struct Pending(long Id, TimeSpan Since);

/// <summary>One model's residence. Immutable; times count from the host's start.</summary>
internal sealed record Resident(string Key, ResidentSettings Settings)
{
    public ResidencePhase Phase { get; init; }

    /// <summary>Whether a draining one's process has been told to end.</summary>
    public bool Stopping { get; init; }

    /// <summary>Requests that use it.</summary>
    public int Holds { get; init; }

    /// <summary>Requests that wait for it, the oldest first.</summary>
    public ImmutableList<Pending> Waiting { get; init; } = [];

    /// <summary>The most that it was measured to take; <c>null</c> before its first load.</summary>
    public long? MeasuredBytes { get; init; }

    public TimeSpan LastUsed { get; init; }

    public TimeSpan LoadStarted { get; init; }

    public TimeSpan ReadySince { get; init; }

    /// <summary>How long its last load took.</summary>
    public TimeSpan? LoadTime { get; init; }

    /// <summary>How often it was loaded, and how often it crashed or could not be loaded, since the host's start.</summary>
    public int Loads { get; init; }

    /// <inheritdoc cref="Loads"/>
    public int Breakdowns { get; init; }

    /// <summary>Crashes and failed loads in a row.</summary>
    public int Failures { get; init; }

    /// <summary>Before then it is not started again.</summary>
    public TimeSpan RetryAt { get; init; }

    public string? LastError { get; init; }

    /// <summary>Whether it is to be loaded though nobody waits: at start, or after a crash.</summary>
    public bool Wanted { get; init; }

    /// <summary>What it is to the roles.</summary>
    public Standing Standing { get; init; }

    /// <summary>Whether the roles are done with it, and nobody has asked for it since: it goes when it is idle.</summary>
    public bool LetGo { get; init; }

    /// <summary>Whether the graphics cards changed since it was started: it is started anew when it is idle.</summary>
    public bool Outdated { get; init; }

    /// <summary>Whether somebody asked to unload it.</summary>
    public bool Dismissed { get; init; }

    /// <summary>Whether the configuration knows it no more.</summary>
    public bool Gone { get; init; }

    /// <summary>The memory that is set aside for it: what was measured, else the estimate.</summary>
    public long Bytes => MeasuredBytes ?? Settings.EstimateBytes;

    /// <summary>Whether its process takes memory.</summary>
    public bool InMemory => Phase is ResidencePhase.Loading or ResidencePhase.Ready or ResidencePhase.Draining;

    public bool IsIdle => Phase == ResidencePhase.Ready && Holds == 0 && Waiting.IsEmpty;

    public TimeSpan Oldest => Waiting.IsEmpty ? TimeSpan.MaxValue : Waiting[0].Since;
}

/// <summary>Every model's residence at one moment.</summary>
/// <param name="Residents">By their keys.</param>
/// <param name="MaxWait">How long a request waits at most behind requests for a model that excludes its own.</param>
/// <param name="WakeAt">When to look again though nothing happened; <c>null</c>: never.</param>
internal sealed record ResidencyState(ImmutableSortedDictionary<string, Resident> Residents, TimeSpan MaxWait, TimeSpan? WakeAt)
{
    /// <summary>What each is to the roles; who is not named is nothing to them.</summary>
    public ImmutableDictionary<string, Standing> Standings { get; init; } = ImmutableDictionary<string, Standing>.Empty;

    /// <summary>What all models may take by what the machine had left when it was last looked at; <c>null</c>: nobody knows.</summary>
    public long? Headroom { get; init; }

    /// <summary>The memory of graphics cards that models use; it counts into a limit that nobody set.</summary>
    public long GraphicsBytes { get; init; }

    public static ResidencyState Empty(TimeSpan maxWait) =>
        new(ImmutableSortedDictionary.Create<string, Resident>(StringComparer.Ordinal), maxWait, null);

    /// <summary>Whose phase, error or memory has changed so that others should hear of it.</summary>
    public IEnumerable<string> ChangedSince(ResidencyState before)
    {
        foreach (var (key, now) in Residents)
        {
            var then = before.Find(key);
            if (!ReferenceEquals(now, then) && (then is null || now.Phase != then.Phase || now.LastError != then.LastError || IsFar(now.Bytes, then.Bytes)))
            {
                yield return key;
            }
        }
    }

    private static bool IsFar(long now, long then) => Math.Abs(now - then) * 20 > then;

    public Resident? Find(string key) => Residents.GetValueOrDefault(key);
}
