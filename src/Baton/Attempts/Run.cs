using Baton.Balancing;
using Baton.Telemetry;

namespace Baton.Attempts;

/// <summary>One request as the attempt loop sees it.</summary>
internal sealed class Run
{
    public required AttemptPlan Plan { get; init; }

    public required RequestRecord Record { get; init; }

    /// <summary>When it began, and when it is out of time; timestamps of the clock.</summary>
    public required long Started { get; init; }

    public required long End { get; init; }

    public required bool Streamed { get; init; }

    /// <summary>The tokens of its prompt, about.</summary>
    public required int InputTokens { get; init; }

    /// <summary>The tokens that its answer may have.</summary>
    public required int OutputTokens { get; init; }

    public RequestPriority Priority { get; init; } = RequestPriority.Normal;

    /// <summary>How long it may wait in all until a deployment takes it.</summary>
    public required TimeSpan LongestWait { get; init; }

    /// <summary>When its waiting must be over; 0 before it had to wait.</summary>
    public long WaitEnd { get; set; }
}
