using Baton.Models.Configuration;
using Baton.Roles;
using Baton.Roles.Automatic;
using Baton.Roles.Traffic;

namespace Baton.Tests.Roles;

public sealed class AutoSwapRulesTests
{
    private static readonly AutoSwapOptions Options = new() { Enabled = true, Candidates = ["b", "c"] };

    private AutoState _state = AutoState.Initial;
    private DateTimeOffset _now = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_takes_two_looks_and_new_requests_between_them()
    {
        Look(0.5).ShouldBeNull();
        var last = _now;
        Look(0.5, last: last).ShouldBeNull(); // Nothing came in between.
        var swap = Look(0.5)!;
        swap.ShouldSatisfyAllConditions(
            s => s.Model.ShouldBe("b"), s => s.Kind.ShouldBe(SwapKinds.Auto), s => s.By.ShouldBe("auto"), s => s.AtVersion.ShouldBe(1),
            s => s.Reason!.ShouldContain("success 0.5 over 20 requests, below 0.8"));
    }

    [Fact]
    public void One_bad_look_between_good_ones_changes_nothing()
    {
        Look(0.5).ShouldBeNull();
        Look(0.95).ShouldBeNull();
        Look(0.5).ShouldBeNull();
        Look(0.95).ShouldBeNull();
    }

    [Fact]
    public void Under_the_least_number_of_samples_nothing_is_concluded()
    {
        Look(0, samples: 9).ShouldBeNull();
        Look(0, samples: 9).ShouldBeNull();
        Look(0, samples: 10).ShouldBeNull();
        Look(0, samples: 10).ShouldNotBeNull();
    }

    [Fact]
    public void Nobody_who_is_not_predicted_better_replaces_anybody()
    {
        AutoCandidate[] weak = [new("b", 0.5, 0.9, null), new("c", 0.5, 0.84, null)]; // 0.45 and 0.42, against 0.75 × 0.5 = 0.375.
        Look(0.75, candidates: [weak[1]], quality: 0.5).ShouldBeNull();
        Look(0.75, candidates: [weak[1]], quality: 0.5).ShouldBeNull();
        Look(0.75, candidates: weak, quality: 0.5)!.Model.ShouldBe("b");
    }

    [Fact]
    public void Quality_counts_only_where_it_is_known_and_bounded()
    {
        Twice(0.9, quality: 0.5).ShouldBeNull();
        Twice(0.9, quality: 0.5, qualityBelow: 0.75)!.Reason!.ShouldContain("quality 0.5, below 0.75");
        Twice(0.9, quality: null, qualityBelow: 0.75).ShouldBeNull();
    }

    [Fact]
    public void One_that_is_slow_is_replaced_by_one_that_is_quicker_and_as_good()
    {
        var options = Options with { SlowerThan = TimeSpan.FromSeconds(1) };
        AutoCandidate[] both = [new("b", 0.9, 1, 3_000), new("c", 0.9, 1, 300)];
        Twice(1, options: options, latencyMs: 2_000, candidates: both)!.Model.ShouldBe("c");
        Twice(1, options: options, latencyMs: 900, candidates: both).ShouldBeNull();
    }

    [Fact]
    public void After_a_swap_it_rests_for_the_cooldown()
    {
        Twice(0.5)!.Model.ShouldBe("b");
        _state = _state with { Held = null };
        Twice(0.3, model: "b", version: 2).ShouldBeNull();
        _now += Options.Cooldown;
        Look(0.3, model: "b", version: 2)!.Model.ShouldBe("c");
    }

    [Fact]
    public void A_new_one_that_does_worse_goes_back_at_once_and_is_not_tried_again()
    {
        Twice(0.7)!.Model.ShouldBe("b");
        var back = Twice(0.4, model: "b", version: 2)!;
        back.ShouldSatisfyAllConditions(
            b => b.Kind.ShouldBe(SwapKinds.Rollback), b => b.By.ShouldBe("auto"), b => b.Reason!.ShouldContain("the model it replaced had 0.7"));
        _now += Options.Cooldown;
        Twice(0.7, version: 3)!.Model.ShouldBe("c");
    }

    [Fact]
    public void A_new_one_that_proves_itself_is_held_to_the_usual_bounds_only()
    {
        Twice(0.7)!.Model.ShouldBe("b");
        Look(0.95, model: "b", version: 2).ShouldBeNull();
        _state.Held.ShouldBeNull();
    }

    private SwapRequest? Twice(
        double success, string model = "a", int version = 1, double? quality = 0.9, double? qualityBelow = null, AutoSwapOptions? options = null, double? latencyMs = 100,
        AutoCandidate[]? candidates = null)
    {
        SwapRequest? swap = null;
        for (var i = 0; i < 2; i++)
        {
            swap ??= Look(success, model: model, version: version, quality: quality, qualityBelow: qualityBelow, options: options, latencyMs: latencyMs, candidates: candidates);
        }

        return swap;
    }

    private SwapRequest? Look(
        double success, int samples = 20, DateTimeOffset? last = null, string model = "a", int version = 1, double? quality = 0.9, double? qualityBelow = null,
        AutoSwapOptions? options = null, double? latencyMs = 100, AutoCandidate[]? candidates = null)
    {
        _now += RoleWatch.Interval;
        var standing = new RoleStanding("r", model, version, new PlayerFigures(samples, (int)Math.Round(success * samples), latencyMs), last ?? _now, quality, version > 1);
        (_state, var swap) = AutoSwapRules.Look(_state, standing, options ?? Options, qualityBelow, candidates ?? [new("b", 0.9, 1, 100), new("c", 0.9, 1, 100)], _now);
        return swap;
    }
}
