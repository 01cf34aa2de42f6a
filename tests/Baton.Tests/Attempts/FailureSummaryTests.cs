using Baton.Attempts;
using Baton.Providers;

namespace Baton.Tests.Attempts;

public sealed class FailureSummaryTests
{
    private static readonly Shortage NobodyLeft = new(ShortageKind.NobodyLeft, TimeSpan.FromSeconds(1));

    private static BatonException Of(params UpstreamException[] errors) =>
        FailureSummary.Of([.. errors.Select((e, i) => new AttemptPlan.Failure(Ensemble.Deployment($"m{i}"), e))], NobodyLeft);

    private static UpstreamException Error(string code, double? retryAfter = null) =>
        new(code, $"it said {code}") { RetryAfter = retryAfter is { } s ? TimeSpan.FromSeconds(s) : null };

    [Theory]
    [InlineData(ErrorCodes.RateLimited, ErrorCodes.RateLimited, ErrorCodes.RateLimited)]
    [InlineData(ErrorCodes.RateLimited, ErrorCodes.UpstreamUnavailable, ErrorCodes.UpstreamUnavailable)]
    [InlineData(ErrorCodes.UpstreamTimeout, ErrorCodes.UpstreamTimeout, ErrorCodes.UpstreamTimeout)]
    [InlineData(ErrorCodes.UpstreamCredentials, ErrorCodes.UpstreamCredentials, ErrorCodes.UpstreamCredentials)]
    [InlineData(ErrorCodes.UpstreamModelMissing, ErrorCodes.UpstreamModelMissing, ErrorCodes.UpstreamModelMissing)]
    [InlineData(ErrorCodes.UpstreamError, ErrorCodes.RateLimited, ErrorCodes.UpstreamError)]
    [InlineData(ErrorCodes.UpstreamCut, ErrorCodes.UpstreamTimeout, ErrorCodes.UpstreamError)]
    public void What_all_say_is_what_the_caller_hears(string first, string second, string code) =>
        Of(Error(first), Error(second)).Code.ShouldBe(code);

    [Fact]
    public void The_shortest_wait_is_passed_on() =>
        Of(Error(ErrorCodes.RateLimited, 9), Error(ErrorCodes.RateLimited, 4)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(4));

    [Fact]
    public void Every_deployments_last_words_are_in_the_message()
    {
        var message = Of(Error(ErrorCodes.UpstreamError), Error(ErrorCodes.UpstreamCut)).Message;
        message.ShouldContain("it said upstream_error");
        message.ShouldContain("it said upstream_cut");
    }

    [Theory]
    [InlineData(ShortageKind.QueueFull, ErrorCodes.QueueFull)]
    [InlineData(ShortageKind.WaitedTooLong, ErrorCodes.QueueTimeout)]
    [InlineData(ShortageKind.AllRest, ErrorCodes.UpstreamUnavailable)]
    internal void Where_nobody_was_even_asked_the_reason_is_told_with_when_to_come_back(ShortageKind kind, string code)
    {
        var failure = FailureSummary.Of([], new Shortage(kind, TimeSpan.FromSeconds(7)));
        failure.Code.ShouldBe(code);
        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }
}
