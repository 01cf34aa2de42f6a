using Baton.Balancing;
using Baton.Budgets;
using Baton.Models;
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
    public long WaitEnd { get; private set; }

    /// <summary>Its claim on budgets; <c>null</c>: it touches none.</summary>
    public Allowance? Allowance { get; init; }

    /// <summary>The models that the budgets allow it, the best first.</summary>
    public List<ModelCard>? Payable { get; init; }

    /// <summary>Whether the caller named the model, so that the router chose nothing.</summary>
    public bool Named { get; init; }

    /// <summary>From the first time that it waits, a request waits so long in all and no longer.</summary>
    /// <returns>The clock's timestamp now.</returns>
    public long StartWaiting(TimeProvider time)
    {
        var now = time.GetTimestamp();
        if (WaitEnd == 0)
        {
            WaitEnd = now + (long)(LongestWait.TotalSeconds * time.TimestampFrequency);
        }

        return now;
    }
}
