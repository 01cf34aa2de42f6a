using Baton.Balancing;
using Baton.Models;
using Baton.Models.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests.Balancing;

public sealed class DeploymentStateTests
{
    private readonly FakeTimeProvider _time = new();

    private static Deployment Deployment(RequestPolicyOptions policy) =>
        Catalog.Build(Ensemble.Options(policy, "m")).Models[0].Deployments[0];

    private Lease? Take(Deployment deployment, RequestPriority priority = RequestPriority.Normal) =>
        DeploymentState.Of(deployment).TryTake(deployment, priority, _time);

    private int Enter(Deployment deployment, Waiter waiter) => DeploymentState.Of(deployment).Enter(deployment, waiter, _time);

    [Fact]
    public void No_more_run_at_once_than_may()
    {
        var one = Deployment(new RequestPolicyOptions { MaxConcurrency = 2 });
        var leases = new[] { Take(one), Take(one) };
        leases.ShouldAllBe(l => l != null);
        Take(one).ShouldBeNull();
        leases[0]!.Dispose();
        Take(one).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_more_urgent_goes_first_and_then_who_came_first()
    {
        var one = Deployment(new RequestPolicyOptions { MaxConcurrency = 1 });
        var lease = Take(one)!;
        var (low, first, second, high) = (new Waiter(RequestPriority.Low), new Waiter(RequestPriority.Normal), new Waiter(RequestPriority.Normal), new Waiter(RequestPriority.High));
        Enter(one, low).ShouldBe(1);
        Enter(one, first).ShouldBe(1);
        Enter(one, second).ShouldBe(2);
        Enter(one, high).ShouldBe(1);
        foreach (var expected in new[] { high, first, second, low })
        {
            lease.Dispose();
            expected.Granted.IsCompletedSuccessfully.ShouldBeTrue();
            lease = (await expected.Granted)!;
        }

        lease.Dispose();
        DeploymentState.Of(one).InFlight.ShouldBe(0);
    }

    [Fact]
    public void A_newcomer_does_not_pass_those_who_wait()
    {
        var one = Deployment(new RequestPolicyOptions { MaxConcurrency = 1 });
        var lease = Take(one)!;
        Enter(one, new Waiter(RequestPriority.Normal));
        lease.Dispose();
        Take(one).ShouldBeNull();
    }

    [Fact]
    public void A_line_is_bounded()
    {
        var one = Deployment(new RequestPolicyOptions { MaxConcurrency = 1, QueueLimit = 1 });
        Take(one).ShouldNotBeNull();
        Enter(one, new Waiter(RequestPriority.Normal)).ShouldBe(1);
        Enter(one, new Waiter(RequestPriority.Normal)).ShouldBe(0);
        DeploymentState.Of(one).Look(one, RequestPriority.Normal, _time).Kind.ShouldBe(AvailabilityKind.Full);
    }

    [Fact]
    public async Task One_who_waits_in_two_lines_is_served_once()
    {
        var (a, b) = (Deployment(new RequestPolicyOptions { MaxConcurrency = 1 }), Deployment(new RequestPolicyOptions { MaxConcurrency = 1 }));
        var (inA, inB) = (Take(a)!, Take(b)!);
        var waiter = new Waiter(RequestPriority.Normal);
        Enter(a, waiter);
        Enter(b, waiter);
        inB.Dispose();
        (await waiter.Granted)!.Deployment.ShouldBeSameAs(b);
        inA.Dispose();
        DeploymentState.Of(a).InFlight.ShouldBe(0);
    }

    [Fact]
    public async Task Those_who_wait_look_elsewhere_when_it_comes_to_rest()
    {
        var one = Deployment(new RequestPolicyOptions { MaxConcurrency = 1, CircuitFailures = 1 });
        var lease = Take(one)!;
        var waiter = new Waiter(RequestPriority.Normal);
        Enter(one, waiter);
        lease.Failed(new Failure(ErrorCodes.UpstreamError, "broken", 1));
        (await waiter.Granted).ShouldBeNull();
        DeploymentState.Of(one).Circuit.ShouldBe(CircuitPhase.Open);
    }

    [Fact]
    public void What_is_known_of_a_place_outlives_a_change_of_its_settings()
    {
        var source = new CatalogSource(Ensemble.Options(new RequestPolicyOptions { CircuitFailures = 1 }, "m"));
        var before = source.Current.Models[0].Deployments[0];
        Take(before)!.Failed(new Failure(ErrorCodes.UpstreamError, "broken", 1));
        source.Update(o => o with { Defaults = new RequestPolicyOptions { CircuitFailures = 9 } });
        var after = source.Current.Models[0].Deployments[0];
        after.ShouldNotBeSameAs(before);
        DeploymentState.Of(after).Circuit.ShouldBe(CircuitPhase.Open);
        source.Update(o => o with { Providers = [new ProviderOptions { Name = "p", Kind = "scripted", BaseUrl = new Uri("http://elsewhere") }] });
        DeploymentState.Of(source.Current.Models[0].Deployments[0]).Circuit.ShouldBe(CircuitPhase.Closed);
    }

    [Fact]
    public async Task Under_any_interleaving_nothing_is_lost_and_the_limit_holds()
    {
        var one = Deployment(new RequestPolicyOptions { MaxConcurrency = 3, QueueLimit = 5000 });
        var state = DeploymentState.Of(one);
        var running = 0;
        var most = 0;
        async Task Use(int seed)
        {
            var lease = Take(one);
            if (lease is null)
            {
                var waiter = new Waiter((RequestPriority)(seed % 3));
                Enter(one, waiter).ShouldBeGreaterThan(0);
                if (seed % 5 == 0 && waiter.TryTake())
                {
                    state.Leave(waiter); // Gave up.
                    return;
                }

                lease = await waiter.Granted;
            }

            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            lease!.Worked();
            lease.Dispose();
        }

        await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => Task.Run(() => Use(i)))).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        most.ShouldBeLessThanOrEqualTo(3);
        state.InFlight.ShouldBe(0);
        state.Queue.ShouldBe(0);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
