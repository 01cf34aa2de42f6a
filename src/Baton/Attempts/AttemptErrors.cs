using Baton.Models;
using Baton.Providers;

namespace Baton.Attempts;

/// <summary>The failures that the bounds in time make.</summary>
internal static class AttemptErrors
{
    /// <summary>The failure of an attempt that ran out of time.</summary>
    public static BatonException OutOfTime(Deployment deployment, AttemptClock clock, Exception cause) => clock.RanOut switch
    {
        AttemptClock.Bound.Request => new BatonException(
            ErrorCodes.Timeout,
            $"The request ran out of time (request_timeout {Shown(deployment.Policy.RequestTimeout)}) at {deployment.Id}.", cause),
        AttemptClock.Bound.Stall => new UpstreamException(
            ErrorCodes.UpstreamTimeout,
            $"{deployment.Id} stalled: nothing came for {Shown(deployment.Policy.StallTimeout)} (stall_timeout).", cause),
        _ => new UpstreamException(
            ErrorCodes.UpstreamTimeout, $"{deployment.Id} sent no token in time (first_token_timeout).", cause),
    };

    private static string Shown(TimeSpan? time) => $"{time?.TotalSeconds:0.###} s";
}
