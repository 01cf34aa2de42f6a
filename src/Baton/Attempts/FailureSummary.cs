using Baton.Providers;

namespace Baton.Attempts;

/// <summary>What a caller is told when no candidate is left: whose fault it was decides the code.</summary>
internal static class FailureSummary
{
    /// <summary>The failure to pass on.</summary>
    /// <param name="failures">Every failed attempt.</param>
    /// <param name="shortage">Why no further one was made.</param>
    /// <returns>The failure, not thrown.</returns>
    public static BatonException Of(IReadOnlyList<AttemptPlan.Failure> failures, Shortage shortage) =>
        failures.Count == 0 ? OfShortage(shortage) : OfFailures(failures, shortage);

    private static BatonException OfShortage(Shortage shortage)
    {
        var (code, message) = shortage.Kind switch
        {
            ShortageKind.QueueFull => (ErrorCodes.QueueFull, "Every deployment is busy, and as many requests wait as may (queue.limit)."),
            ShortageKind.AllLimited => (ErrorCodes.RateLimited, "Every deployment has said that its limit is reached."),
            ShortageKind.WaitedTooLong => (ErrorCodes.QueueTimeout, "Every deployment was busy for as long as a request may wait (queue.timeout)."),
            _ => (ErrorCodes.UpstreamUnavailable, "Every deployment is being left alone for a while after failures or at its own request."),
        };
        return new BatonException(code, message) { RetryAfter = shortage.RetryAfter };
    }

    private static BatonException OfFailures(IReadOnlyList<AttemptPlan.Failure> failures, Shortage shortage)
    {
        var lasts = failures.GroupBy(f => f.Deployment).Select(g => g.Last().Error).ToList();
        var code = CodeOf(lasts);
        var waits = lasts.Select(e => e.RetryAfter).OfType<TimeSpan>().ToList();
        var message = failures.Count == 1
            ? lasts[0].Message
            : $"No deployment answered ({failures.Count} attempts). {string.Join(" ", lasts.Select(Sentence).Distinct(StringComparer.Ordinal))}";
        return new BatonException(code, message, lasts[^1])
        {
            RetryAfter = code is ErrorCodes.RateLimited or ErrorCodes.UpstreamUnavailable
                ? waits.Count > 0 ? waits.Min() : shortage.RetryAfter
                : null,
        };
    }

    private static string CodeOf(List<UpstreamException> errors)
    {
        if (errors.TrueForAll(e => e.Code == errors[0].Code))
        {
            return errors[0].Code;
        }

        if (errors.TrueForAll(e => e.Code is ErrorCodes.RateLimited or ErrorCodes.UpstreamUnavailable))
        {
            return ErrorCodes.UpstreamUnavailable;
        }

        return errors.TrueForAll(e => e.Code is ErrorCodes.UpstreamModelMissing or ErrorCodes.UpstreamCredentials)
            ? errors[^1].Code
            : ErrorCodes.UpstreamError;
    }

    private static string Sentence(UpstreamException error) => error.Message.EndsWith('.') ? error.Message : error.Message + ".";
}
