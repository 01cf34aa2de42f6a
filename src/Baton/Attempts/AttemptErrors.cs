using Baton.Models;
using Baton.Providers;

namespace Baton.Attempts;

/// <summary>The failures that the bounds in time make.</summary>
internal static class AttemptErrors
{
    /// <summary>What an attempt's exception means: a cancellation that the clock caused is a time that ran out, anything else itself.</summary>
    public static Exception Of(Attempt attempt, Exception e) =>
        e is OperationCanceledException && attempt.Clock.RanOut != AttemptClock.Bound.None
            ? OutOfTime(attempt.Deployment, attempt.Clock.RanOut, e)
            : e;

    private static BatonException OutOfTime(Deployment deployment, AttemptClock.Bound ranOut, Exception cause) => ranOut switch
    {
        AttemptClock.Bound.Request => new BatonException(
            ErrorCodes.Timeout,
            $"The request ran out of time (request_timeout {Shown(deployment.Policy.RequestTimeout)}) at {deployment.Id}.", cause),
        AttemptClock.Bound.Throughput => new UpstreamException(
            ErrorCodes.UpstreamTimeout,
            $"{deployment.Id} became too slow: under {deployment.Policy.MinTokensPerSecond} tokens a second over 5 s (min_tokens_per_second).", cause),
        AttemptClock.Bound.Stall => new UpstreamException(
            ErrorCodes.UpstreamTimeout,
            $"{deployment.Id} stalled: nothing came for {Shown(deployment.Policy.StallTimeout)} (stall_timeout).", cause),
        _ => new UpstreamException(
            ErrorCodes.UpstreamTimeout, $"{deployment.Id} sent no token in time (first_token_timeout).", cause),
    };

    private static string Shown(TimeSpan? time) => $"{time?.TotalSeconds:0.###} s";
}
