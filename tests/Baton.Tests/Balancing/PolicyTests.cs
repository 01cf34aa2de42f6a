using Baton.Balancing;
using Baton.Balancing.Policies;
using Baton.Models;
using Baton.Models.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests.Balancing;

public sealed class PolicyTests
{
    private readonly FakeTimeProvider _time = new();

    private static Deployment[] Deployments(params double[] weights) => [.. Catalog.Build(new BatonOptions
    {
        Providers = [new ProviderOptions { Name = "p", Kind = "scripted" }],
        Models =
        [
            new ModelOptions
            {
                Card = new ModelCard { Id = "m" },
                Deployments = weights.Select(w => new DeploymentOptions { Provider = "p", Weight = w }).ToEquatableArray(),
            },
        ],
    }).Models[0].Deployments];

    private static int[] Counts(ILoadBalancingPolicy policy, Deployment[] free, int times)
    {
        var counts = new int[free.Length];
        for (var i = 0; i < times; i++)
        {
            counts[policy.Choose(free)]++;
        }

        return counts;
    }

    [Fact]
    public void Round_robin_gives_each_its_turn_also_when_one_was_away()
    {
        var policy = new RoundRobinPolicy();
        var all = Deployments(1, 1, 1);
        Counts(policy, all, 9).ShouldBe([3, 3, 3]);
        Counts(policy, [all[0], all[2]], 4).ShouldBe([2, 2]);
        policy.Choose(all).ShouldBe(1);
    }

    [Fact]
    public void Weighted_keeps_to_the_weights_and_spreads_the_heavy_one()
    {
        var policy = new WeightedPolicy();
        var all = Deployments(5, 1, 1);
        Enumerable.Range(0, 7).Select(_ => policy.Choose(all)).ShouldBe([0, 0, 1, 0, 2, 0, 0]);
        Counts(policy, all, 700).ShouldBe([500, 100, 100]);
    }

    [Fact]
    public void A_weight_of_zero_is_chosen_only_where_no_other_is_left() => Counts(new WeightedPolicy(), Deployments(1, 0), 50).ShouldBe([50, 0]);

    [Fact]
    public void Least_busy_goes_where_the_fewest_are_for_the_weight()
    {
        var policy = new LeastBusyPolicy();
        var all = Deployments(1, 3);
        var counts = new int[2];
        for (var i = 0; i < 8; i++)
        {
            var chosen = policy.Choose(all);
            counts[chosen]++;
            DeploymentState.Of(all[chosen]).TryTake(all[chosen], RequestPriority.Normal, _time).ShouldNotBeNull();
        }

        counts.ShouldBe([2, 6]);
    }

    [Fact]
    public void Latency_goes_to_the_quicker_one_and_gives_the_slow_one_another_chance()
    {
        var policy = new LatencyPolicy(_time, new Random(1));
        var all = Deployments(1, 1);
        DeploymentState.Of(all[0]).Times.AddFirstToken(1000, _time);
        DeploymentState.Of(all[1]).Times.AddFirstToken(50, _time);
        Counts(policy, all, 50).ShouldBe([0, 50]);
        for (var i = 0; i < 40; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            DeploymentState.Of(all[1]).Times.AddFirstToken(50, _time);
        }

        Counts(policy, all, 50).ShouldBe([50, 0]);
    }

    [Fact]
    public void Whoever_has_a_key_stays_where_he_is_while_another_comes_or_goes()
    {
        var all = Deployments(1, 1, 1, 1);
        var moved = 0;
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 4000; i++)
        {
            var key = $"caller-{i}";
            var before = Balancer.Prefer(all, key);
            counts[before.Id] = counts.GetValueOrDefault(before.Id) + 1;
            var after = Balancer.Prefer(all.AsSpan(0, 3), key);
            (before == all[3] || after == before).ShouldBeTrue();
            moved += after == before ? 0 : 1;
        }

        counts.Values.ShouldAllBe(n => n > 800 && n < 1200);
        moved.ShouldBe(counts[all[3].Id]);
    }
}
