using Baton.Attempts;
using Baton.Balancing;
using Baton.Models;
using Baton.Providers;
using Baton.Routing;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests.Attempts;

public sealed class AttemptPlanTests
{
    private static readonly Deployment A = Ensemble.Deployment("a");
    private static readonly Deployment B = Ensemble.Deployment("b");

    private readonly FakeTimeProvider _time = new();

    private AttemptPlan Plan(int limit, params Deployment[] deployments) => Plan(limit, spills: false, deployments);

    private AttemptPlan Plan(int limit, bool spills, params Deployment[] deployments) => new(
        [.. deployments.Select(d => new Candidate(d, 1, null, null, null))], limit, spills, affinity: null, _time, new Random(1));

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
        asked.Take(2).ShouldBe([(A, TimeSpan.Zero), (B, TimeSpan.Zero)]);
        asked[2].Wait.ShouldBeGreaterThan(TimeSpan.Zero);
        asked.Skip(2).Select(a => a.Deployment).ShouldBe([A, B], ignoreOrder: true);
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
    public void A_busy_model_is_waited_for_and_its_fallback_left_alone()
    {
        var step = Plan(4, A, B).Next(Look(A, AvailabilityKind.Busy), 0);
        step.Free.ShouldBeNull();
        step.Line.ShouldBe([A]);
    }

    [Fact]
    public void A_router_s_second_choice_is_asked_while_the_first_is_busy() =>
        Plan(4, spills: true, A, B).Next(Look(A, AvailabilityKind.Busy), 0).Free.ShouldBe([B]);

    [Theory]
    [InlineData(AvailabilityKind.Resting)]
    [InlineData(AvailabilityKind.Probing)]
    [InlineData(AvailabilityKind.Full)]
    internal void The_fallback_is_asked_when_nobody_of_the_model_is_left(AvailabilityKind kind) =>
        Plan(4, A, B).Next(Look(A, kind), 0).Free.ShouldBe([B]);

    [Fact]
    public void When_all_rest_the_first_recovery_is_waited_for()
    {
        var step = Plan(4, A, B).Next(d => new Availability(AvailabilityKind.Resting, d == A ? 70 : 50), 10);
        step.Free.ShouldBeNull();
        step.Line.ShouldBeEmpty();
        step.Until.ShouldBe(50);
    }

    [Fact]
    public void Another_credential_is_tried_at_once()
    {
        var plan = Plan(4, A);
        plan.Ask(A);
        plan.Failed(A, new UpstreamException(ErrorCodes.UpstreamCredentials, "refused") { Status = 401, OtherKeyLeft = true });
        plan.Next(Free, _time.GetTimestamp()).Free.ShouldBe([A]);
    }

    [Fact]
    public void Back_off_grows_and_is_jittered()
    {
        var waits = Drain(Plan(6, A), _ => Status(500)).Skip(1).Select(a => a.Wait.TotalMilliseconds).ToList();
        for (var i = 0; i < waits.Count; i++)
        {
            waits[i].ShouldBeInRange(100 * Math.Pow(2, i), 200 * Math.Pow(2, i));
        }
    }

    private static Availability Free(Deployment deployment) => new(AvailabilityKind.Free);

    private static Func<Deployment, Availability> Look(Deployment one, AvailabilityKind kind) =>
        d => d == one ? new Availability(kind, kind == AvailabilityKind.Resting ? 99 : 0) : new Availability(AvailabilityKind.Free);

    private List<(Deployment Deployment, TimeSpan Wait)> Drain(AttemptPlan plan, Func<Deployment, UpstreamException> fail)
    {
        var asked = new List<(Deployment, TimeSpan)>();
        var waited = TimeSpan.Zero;
        while (plan.Next(Free, _time.GetTimestamp()) is { } step && (step.Free is not null || step.Until < long.MaxValue))
        {
            if (step.Free is { } free)
            {
                asked.Add((free[0], waited));
                plan.Ask(free[0]);
                plan.Failed(free[0], fail(free[0]));
                waited = TimeSpan.Zero;
            }
            else
            {
                waited += _time.GetElapsedTime(_time.GetTimestamp(), step.Until);
                _time.Advance(_time.GetElapsedTime(_time.GetTimestamp(), step.Until));
            }
        }

        return asked;
    }
}
