using Baton.Models;
using Baton.Providers;

namespace Baton.Attempts;

/// <summary>What the exceptions of attempts mean.</summary>
internal static class AttemptErrors
{
    /// <summary>
    /// What an attempt's exception means. A bound that ran out is that, whatever the connection said as it was closed: it may break at the
    /// very moment. A cancellation that nobody asked for is a connection that took too long to be made.
    /// </summary>
    public static Exception Of(Attempt attempt, Exception e) => e switch
    {
        BatonException => e,
        _ when attempt.Clock.RanOut != AttemptClock.Bound.None => OutOfTime(attempt.Deployment, attempt.Clock.RanOut, e),
        _ when attempt.Clock.IsCancelled => e as OperationCanceledException ?? new OperationCanceledException(e.Message, e),
        OperationCanceledException => new UpstreamException(
            ErrorCodes.UpstreamUnreachable, $"{attempt.Deployment.Id} took too long to be connected to.", e),
        IOException or HttpRequestException => new UpstreamException(
            ErrorCodes.UpstreamCut, $"{attempt.Deployment.Id} broke off: {e.Message}", e),
        _ => e,
    };

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
