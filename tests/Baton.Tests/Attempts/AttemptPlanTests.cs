using Baton.Attempts;
using Baton.Models;
using Baton.Providers;
using Baton.Routing;

namespace Baton.Tests.Attempts;

public sealed class AttemptPlanTests
{
    private static readonly Deployment A = Ensemble.Deployment("a");
    private static readonly Deployment B = Ensemble.Deployment("b");

    private static AttemptPlan Plan(int limit, params Deployment[] deployments) => new(
        [.. deployments.Select(d => new Candidate(d, 1, null, null, null))], limit, TimeSpan.FromSeconds(30), new Random(1));

    private static UpstreamException Status(int status, double? retryAfterSeconds = null) =>
        new(status == 429 ? ErrorCodes.RateLimited : ErrorCodes.UpstreamError, $"status {status}")
        {
            Status = status,
            RetryAfter = retryAfterSeconds is { } s ? TimeSpan.FromSeconds(s) : null,
        };

    [Fact]
    public void Every_candidate_is_asked_once_before_one_is_asked_again()
    {
        var plan = Plan(4, A, B);
        var asked = Drain(plan, _ => Status(500));
        asked.Select(a => a.Deployment).ShouldBe([A, B, A, B]);
        asked.Take(2).ShouldAllBe(a => a.Wait == TimeSpan.Zero);
        asked.Skip(2).ShouldAllBe(a => a.Wait > TimeSpan.Zero);
    }

    [Theory]
    [InlineData(400, 1)]
    [InlineData(401, 1)]
    [InlineData(404, 1)]
    [InlineData(408, 4)]
    [InlineData(429, 4)]
    [InlineData(500, 4)]
    [InlineData(503, 4)]
    public void The_same_one_is_asked_again_only_after_what_may_pass(int status, int attempts) =>
        Drain(Plan(4, A), _ => Status(status)).Count.ShouldBe(attempts);

    [Fact]
    public void A_hang_is_not_asked_again() =>
        Drain(Plan(4, A), _ => new UpstreamException(ErrorCodes.UpstreamTimeout, "slow")).Count.ShouldBe(1);

    [Fact]
    public void Attempts_bound_everything() => Drain(Plan(2, A, B, Ensemble.Deployment("c")), _ => Status(500)).Count.ShouldBe(2);

    [Fact]
    public void Retry_after_is_honoured_and_the_first_to_recover_is_asked()
    {
        var plan = Plan(3, A, B);
        var asked = Drain(plan, d => Status(429, d == A ? 9 : 2));
        asked[2].Deployment.ShouldBe(B);
        asked[2].Wait.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_recovery_beyond_the_queues_timeout_is_not_waited_for() =>
        Drain(Plan(4, A), _ => Status(429, 31)).Count.ShouldBe(1);

    [Fact]
    public void Back_off_grows_and_is_jittered()
    {
        var waits = Drain(Plan(6, A), _ => Status(500)).Skip(1).Select(a => a.Wait.TotalMilliseconds).ToList();
        for (var i = 0; i < waits.Count; i++)
        {
            waits[i].ShouldBeInRange(100 * Math.Pow(2, i), 200 * Math.Pow(2, i));
        }
    }

    private static List<(Deployment Deployment, TimeSpan Wait)> Drain(AttemptPlan plan, Func<Deployment, UpstreamException> fail)
    {
        var asked = new List<(Deployment, TimeSpan)>();
        while (plan.Next(out var wait) is { } deployment)
        {
            asked.Add((deployment, wait));
            plan.Failed(deployment, fail(deployment));
        }

        return asked;
    }
}
