using System.Collections.Immutable;
using Baton.Models;

namespace Baton.Balancing;

/// <summary>Where a circuit stands.</summary>
public enum CircuitPhase
{
    /// <summary>Requests pass.</summary>
    Closed,

    /// <summary>One request at a time is let through, to see whether the deployment has recovered.</summary>
    HalfOpen,

    /// <summary>No request passes until the rest is over.</summary>
    Open,
}

/// <summary>
/// A deployment's circuit breaker (Nygard, "Release It!", 2007): opened by failures, tried by exactly one probe at a time. Pure: each
/// change gives a new state, and time comes in as a timestamp of the one clock.
/// </summary>
internal readonly record struct CircuitState
{
    private readonly ImmutableArray<long> _recent;

    /// <summary>Where it stands.</summary>
    public CircuitPhase Phase { get; private init; }

    /// <summary>When an open circuit may be probed.</summary>
    public long OpenUntil { get; private init; }

    /// <summary>Whether the one probe is on its way.</summary>
    public bool Probing { get; private init; }

    /// <summary>Whether a probe's answer has begun and nothing has ended whole since: one more failure opens it again.</summary>
    public bool OnProbation { get; private init; }

    /// <summary>Failures since the last answer that was whole, a hang counted twice.</summary>
    public int InARow { get; private init; }

    /// <summary>Whether a request may pass now.</summary>
    public bool Lets(long now) => Phase switch
    {
        CircuitPhase.Closed => true,
        CircuitPhase.Open => now >= OpenUntil,
        _ => !Probing,
    };

    /// <summary>A request passes: what <see cref="Lets"/> allowed. One that is not let through a closed circuit is the probe.</summary>
    public CircuitState Enter() =>
        Phase == CircuitPhase.Closed ? this : this with { Phase = CircuitPhase.HalfOpen, Probing = true };

    /// <summary>An answer began. A probe's closes the circuit on probation: an answer may take minutes, and others need not wait for its end.</summary>
    public CircuitState Began(bool isProbe) =>
        isProbe && Phase == CircuitPhase.HalfOpen ? new CircuitState { OnProbation = true } : this;

    /// <summary>An answer ended whole, or the deployment refused a caller's error, which shows that it works.</summary>
    public CircuitState Worked(bool isProbe) => Phase switch
    {
        CircuitPhase.HalfOpen when isProbe => default,
        CircuitPhase.Closed when InARow > 0 || OnProbation => this with { InARow = 0, OnProbation = false },
        _ => this,
    };

    /// <summary>A request ended without showing anything: its caller went away.</summary>
    public CircuitState Abandoned(bool isProbe) => isProbe && Phase == CircuitPhase.HalfOpen ? this with { Probing = false } : this;

    /// <summary>A request failed by the deployment's fault.</summary>
    /// <param name="now">The clock's timestamp.</param>
    /// <param name="isProbe">Whether it was the probe.</param>
    /// <param name="weight">How much it counts.</param>
    /// <param name="options">The limits.</param>
    /// <param name="restUntil">Until when the deployment itself asked to be left alone; 0 where it did not.</param>
    public CircuitState Failed(long now, bool isProbe, int weight, CircuitOptions options, long restUntil = 0)
    {
        if (Phase == CircuitPhase.Open)
        {
            return this with { OpenUntil = Math.Max(OpenUntil, restUntil) };
        }

        if (Phase == CircuitPhase.HalfOpen)
        {
            return isProbe ? Opened(now, options, restUntil) : this;
        }

        var recent = Within(now, weight, options);
        var inARow = InARow + weight;
        return OnProbation || restUntil > now || inARow >= options.Failures || recent.Length >= options.Failures
            ? Opened(now, options, restUntil)
            : new CircuitState(recent) { InARow = inARow };
    }

    /// <summary>A look from outside found the server there again: the next request may probe it.</summary>
    public CircuitState Found(long now) => Phase == CircuitPhase.Open && OpenUntil > now ? this with { OpenUntil = now } : this;

    /// <summary>A look from outside found nobody there: no request is spent on a probe before the next look.</summary>
    public CircuitState Missed(long nextLook) => Phase == CircuitPhase.Open ? this with { OpenUntil = Math.Max(OpenUntil, nextLook) } : this;

    private CircuitState(ImmutableArray<long> recent)
        : this() => _recent = recent;

    private static CircuitState Opened(long now, CircuitOptions options, long restUntil) =>
        new() { Phase = CircuitPhase.Open, OpenUntil = restUntil > now ? restUntil : now + options.OpenFor };

    /// <summary>The failures of the window, this one included.</summary>
    private ImmutableArray<long> Within(long now, int weight, CircuitOptions options)
    {
        var recent = _recent.IsDefault ? [] : _recent.RemoveAll(at => now - at > options.Window);
        return recent.AddRange(Enumerable.Repeat(now, weight));
    }
}

/// <summary>A circuit's limits; spans of time in ticks of the clock.</summary>
internal readonly record struct CircuitOptions(int Failures, long Window, long OpenFor)
{
    public static CircuitOptions Of(Deployment deployment, TimeProvider time)
    {
        var policy = deployment.Policy;
        return new CircuitOptions(
            policy.CircuitFailures!.Value,
            (long)(policy.CircuitWindow!.Value.TotalSeconds * time.TimestampFrequency),
            (long)(policy.CircuitOpenFor!.Value.TotalSeconds * time.TimestampFrequency));
    }
}
