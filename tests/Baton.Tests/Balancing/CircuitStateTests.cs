using Baton.Balancing;
using FsCheck;
using FsCheck.Fluent;

namespace Baton.Tests.Balancing;

public sealed class CircuitStateTests
{
    private static readonly CircuitOptions Limits = new(Failures: 5, Window: 30, OpenFor: 15);

    private static CircuitState Fail(CircuitState state, long now, int weight = 1) => state.Failed(now, isProbe: false, weight, Limits);

    private static CircuitState Opened()
    {
        var state = default(CircuitState);
        for (var i = 0; i < 5; i++)
        {
            state = Fail(state, 100);
        }

        return state;
    }

    [Fact]
    public void Five_failures_within_the_window_open_it_though_others_succeeded_between()
    {
        var state = default(CircuitState);
        for (var at = 0; at < 4; at++)
        {
            state = Fail(state, at).Worked(isProbe: false);
            state.Phase.ShouldBe(CircuitPhase.Closed);
        }

        Fail(state, 29).Phase.ShouldBe(CircuitPhase.Open);
        Fail(state, 31 + 3).Phase.ShouldBe(CircuitPhase.Closed);
    }

    [Fact]
    public void Five_in_a_row_open_it_however_far_apart()
    {
        var state = default(CircuitState);
        for (var i = 0; i < 4; i++)
        {
            state = Fail(state, i * 1000);
        }

        state.Phase.ShouldBe(CircuitPhase.Closed);
        Fail(state, 9000).Phase.ShouldBe(CircuitPhase.Open);
    }

    [Fact]
    public void A_hang_counts_twice() => Fail(Fail(Fail(default, 1, 2), 2, 2), 3, 2).Phase.ShouldBe(CircuitPhase.Open);

    [Fact]
    public void An_open_one_lets_exactly_one_probe_through_when_its_time_is_over()
    {
        var state = Opened();
        state.Lets(114).ShouldBeFalse();
        state.Lets(115).ShouldBeTrue();
        state = state.Enter();
        state.Phase.ShouldBe(CircuitPhase.HalfOpen);
        state.Lets(200).ShouldBeFalse();
    }

    [Fact]
    public void A_probe_that_fails_opens_it_anew_and_one_that_works_closes_it()
    {
        var probed = Opened().Enter();
        probed.Failed(120, isProbe: true, 1, Limits).Lets(134).ShouldBeFalse();
        probed.Worked(isProbe: true).ShouldBe(default);
    }

    [Fact]
    public void A_probe_that_begins_to_answer_lets_others_in_and_one_more_failure_opens_it()
    {
        var state = Opened().Enter().Began(isProbe: true);
        state.Lets(120).ShouldBeTrue();
        Fail(state, 121).Phase.ShouldBe(CircuitPhase.Open);
        Fail(state.Worked(isProbe: true), 121).Phase.ShouldBe(CircuitPhase.Closed);
    }

    [Fact]
    public void A_probe_whose_caller_goes_away_leaves_room_for_the_next() =>
        Opened().Enter().Abandoned(isProbe: true).Lets(120).ShouldBeTrue();

    [Fact]
    public void Retry_after_opens_it_until_then()
    {
        var state = default(CircuitState).Failed(100, isProbe: false, 1, Limits, restUntil: 160);
        state.Lets(159).ShouldBeFalse();
        state.Lets(160).ShouldBeTrue();
    }

    [Fact]
    public void Requests_from_before_it_opened_neither_close_it_nor_end_the_probe()
    {
        Opened().Worked(isProbe: false).Phase.ShouldBe(CircuitPhase.Open);
        var probed = Opened().Enter();
        probed.Worked(isProbe: false).Probing.ShouldBeTrue();
        Fail(probed, 120).Probing.ShouldBeTrue();
        probed.Abandoned(isProbe: false).Probing.ShouldBeTrue();
    }

    /// <summary>Whatever happens in whatever order: never two probes at once, and no way to be stuck.</summary>
    [Fact]
    public void There_is_never_more_than_one_probe_and_a_circuit_always_recovers() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        events =>
        {
            var (state, now, probes) = (default(CircuitState), 0L, 0);
            var running = new List<bool>();
            foreach (var choice in events)
            {
                now += choice >> 3;
                if (choice % 3 == 0)
                {
                    if (state.Lets(now))
                    {
                        var isProbe = state.Phase != CircuitPhase.Closed;
                        probes += isProbe ? 1 : 0;
                        running.Add(isProbe);
                        state = state.Enter();
                    }
                }
                else if (running.Count > 0)
                {
                    var isProbe = running[choice % running.Count];
                    running.RemoveAt(choice % running.Count);
                    state = (choice % 5) switch
                    {
                        0 => state.Worked(isProbe),
                        1 => state.Abandoned(isProbe),
                        2 => state.Began(isProbe).Failed(now, isProbe, 1, Limits),
                        _ => state.Failed(now, isProbe, 1, Limits),
                    };
                    probes -= isProbe ? 1 : 0;
                }

                if (probes > 1 || (state.Probing && probes == 0))
                {
                    return false;
                }
            }

            return probes > 0 || state.Lets(now + Limits.OpenFor);
        }).QuickCheckThrowOnFailure();
}
