using Baton.Providers;

namespace Baton.Attempts;

/// <summary>What a caller is told when no candidate is left: whose fault it was decides the code.</summary>
internal static class FailureSummary
{
    /// <summary>The failure to pass on.</summary>
    /// <param name="failures">Every failed attempt; at least one.</param>
    /// <returns>The failure, not thrown.</returns>
    public static BatonException Of(IReadOnlyList<AttemptPlan.Failure> failures)
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
                ? waits.Count > 0 ? waits.Min() : TimeSpan.FromSeconds(1)
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
