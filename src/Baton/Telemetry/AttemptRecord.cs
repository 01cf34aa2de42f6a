using System.Diagnostics;
using Baton.Models;

namespace Baton.Telemetry;

/// <summary>What happened to one upstream call of a request.</summary>
/// <param name="Deployment">Whom it asked.</param>
/// <param name="StartedMs">When, in milliseconds after the request's start.</param>
/// <param name="Hedge">Whether it was asked beside another, that was slow.</param>
public sealed record AttemptRecord(Deployment Deployment, double StartedMs, bool Hedge = false)
{
    /// <summary>Milliseconds that it waited in the deployment's queue before it was sent.</summary>
    public double QueuedMs { get; set; }

    /// <summary>Milliseconds from when it was sent to the first token that counts; unstreamed, to the answer. <c>null</c> where none came.</summary>
    public double? FirstTokenMs { get; set; }

    /// <summary>Milliseconds from when it was sent to its end.</summary>
    public double? DurationMs { get; set; }

    /// <summary>How it failed, one of <see cref="ErrorCodes"/>; <c>null</c> where it answered, or runs.</summary>
    public string? Error { get; set; }

    /// <summary>Whether it was called off: the caller went away, or the other of a hedged pair was first.</summary>
    public bool Cancelled { get; set; }

    /// <summary>Its span; <c>null</c> where nobody traces.</summary>
    internal Activity? Span { get; set; }
}
