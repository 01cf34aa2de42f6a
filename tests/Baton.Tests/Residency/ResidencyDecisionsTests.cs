using Baton.Residency;
using Baton.Residency.Decisions;
using static Baton.Tests.Residency.ResidencyWorld;

namespace Baton.Tests.Residency;

public sealed class ResidencyDecisionsTests
{
    [Fact]
    public void The_first_request_loads_and_those_that_come_meanwhile_wait_with_it()
    {
        var world = new ResidencyWorld(Sized(4));
        world.Request(0);
        world.Request(0);
        world[0].Phase.ShouldBe(ResidencePhase.Loading);
        world.Granted.ShouldBeEmpty();

        world.Process(0);

        world.Granted.ShouldBe([1, 2]);
        world[0].Holds.ShouldBe(2);
        world.Done.OfType<ResidencyEffect.Start>().ShouldHaveSingleItem();
    }

    [Fact]
    public void An_idle_model_ends_after_its_keep_alive_and_a_pinned_one_never()
    {
        var world = new ResidencyWorld(Sized(4, keepAlive: 5), Sized(4, pin: true, keepAlive: 5));
        world.Load(0);
        world.Load(1);
        world.Wait(60);
        world[0].Phase.ShouldBe(ResidencePhase.Ready); // It is held.
        world.Release(0);
        world.Release(1);
        world.Wait(4.9);
        world[0].Phase.ShouldBe(ResidencePhase.Ready);
        world.Wait(0.2);
        world[0].Phase.ShouldBe(ResidencePhase.Draining);
        world.Process(0);
        world[0].Phase.ShouldBe(ResidencePhase.Unloaded);
        world.Wait(1_000);
        world[1].Phase.ShouldBe(ResidencePhase.Ready);
    }

    [Fact]
    public void The_lower_priority_makes_room_then_the_least_recently_used()
    {
        var world = new ResidencyWorld(Sized(3, priority: 1), Sized(3), Sized(3), Sized(3), Sized(3));
        for (var i = 0; i < 3; i++)
        {
            world.Load(i);
            world.Wait(1);
        }

        world.Release(0);
        world.Wait(1);
        world.Release(2);
        world.Wait(1);
        world.Release(1);

        world.Load(3);
        world[2].Phase.ShouldBe(ResidencePhase.Unloaded); // Of the two without priority the one that was used longer ago.
        world[3].Phase.ShouldBe(ResidencePhase.Ready);
        world.Load(4);
        world[1].Phase.ShouldBe(ResidencePhase.Unloaded);
        world[0].Phase.ShouldBe(ResidencePhase.Ready);
    }

    [Fact]
    public void Of_equals_who_is_nothing_to_the_roles_makes_room_before_who_is_kept_and_who_plays()
    {
        var world = new ResidencyWorld(Sized(3), Sized(3), Sized(3), Sized(3), Sized(3), Sized(3));
        world.Stand((0, Standing.Plays), (1, Standing.Kept));
        for (var i = 0; i < 3; i++)
        {
            world.Load(i);
            world.Release(i);
            world.Wait(1);
        }

        world.Load(3); // The third is the last used, and nothing to any role.
        world[2].Phase.ShouldBe(ResidencePhase.Unloaded);
        world.Load(4);
        world[1].Phase.ShouldBe(ResidencePhase.Unloaded);
        world[0].Phase.ShouldBe(ResidencePhase.Ready);
        world.Load(5);
        world[0].Phase.ShouldBe(ResidencePhase.Unloaded);
    }

    [Fact]
    public void Who_is_nothing_to_the_roles_any_more_goes_when_he_is_idle_unless_somebody_asked_for_him_meanwhile()
    {
        var world = new ResidencyWorld(Sized(2), Sized(2), Sized(2, pin: true));
        world.Stand((0, Standing.Plays), (1, Standing.Plays), (2, Standing.Plays));
        for (var i = 0; i < 3; i++)
        {
            world.Load(i);
        }

        world.Stand();
        world.Request(1);
        world[0].Phase.ShouldBe(ResidencePhase.Ready); // It is held.
        world.Release(0);
        world[0].Phase.ShouldBe(ResidencePhase.Draining);
        world.Release(1);
        world.Release(1);
        world.Release(2);
        world.Wait(1);
        world[1].Phase.ShouldBe(ResidencePhase.Ready);
        world[2].Phase.ShouldBe(ResidencePhase.Ready);
    }

    [Fact]
    public void Who_plays_again_before_he_went_stays()
    {
        var world = new ResidencyWorld(Sized(2));
        world.Stand((0, Standing.Plays));
        world.Load(0);
        world.Stand();
        world.Stand((0, Standing.Kept));
        world.Release(0);
        world[0].Phase.ShouldBe(ResidencePhase.Ready);
    }

    [Fact]
    public void No_more_make_room_than_must()
    {
        var world = new ResidencyWorld(Sized(3), Sized(3), Sized(3), Sized(4));
        for (var i = 0; i < 3; i++)
        {
            world.Load(i);
            world.Release(i);
            world.Wait(1);
        }

        world.Load(3);

        world.Done.OfType<ResidencyEffect.Stop>().ShouldHaveSingleItem().Key.ShouldBe(Key(0));
    }

    [Fact]
    public void Requests_for_a_loaded_model_go_on_while_another_waits_for_its_room_until_the_bound()
    {
        var world = new ResidencyWorld(Sized(6), Sized(6));
        world.Load(0);
        world.Wait(1);
        world.Request(1);
        world.Wait(9.9);
        world.Request(0);
        world[0].Holds.ShouldBe(2);

        world.Wait(0.1);
        world[0].Phase.ShouldBe(ResidencePhase.Draining);
        var late = world.Request(0);
        world.Granted.ShouldNotContain(late);
        world.Release(0);
        world.Release(0);
        world.Process(0);
        world[1].Phase.ShouldBe(ResidencePhase.Loading);
        world.Process(1);
        world[1].Holds.ShouldBe(1);

        world.Release(1); // Nobody else wants it: the other one's turn comes at once.
        world.Process(1);
        world.Process(0);
        world.Granted.ShouldContain(late);
    }

    [Fact]
    public void A_model_that_drains_for_one_that_gave_up_is_back_at_once()
    {
        var world = new ResidencyWorld(Sized(6), Sized(6));
        world.Load(0);
        world.Request(1);
        world.Wait(10);
        world[0].Phase.ShouldBe(ResidencePhase.Draining);
        world.GiveUp(1);
        world[0].Phase.ShouldBe(ResidencePhase.Ready);
        world.Request(0);
        world[0].Holds.ShouldBe(2);
    }

    [Fact]
    public void What_fits_beside_one_that_waits_is_loaded()
    {
        var world = new ResidencyWorld(Sized(6), Sized(6), Sized(2));
        world.Load(0);
        world.Request(1);
        world.Request(2);
        world[1].Phase.ShouldBe(ResidencePhase.Unloaded);
        world[2].Phase.ShouldBe(ResidencePhase.Loading);
    }

    [Fact]
    public void A_model_that_never_fits_is_refused_with_both_numbers()
    {
        var world = new ResidencyWorld(Sized(11), Sized(5, pin: true), Sized(6));
        world.Request(0);
        world[0].Phase.ShouldBe(ResidencePhase.Failed);
        world[0].LastError.ShouldBe("it needs 0 MB, and the memory limit of 'p' is 0 MB");
        world.Load(1);
        world.Release(1);
        world.Request(2);
        world.Refused.Count.ShouldBe(2);
        world[2].LastError.ShouldEndWith("of which pinned models take 0 MB");
    }

    [Fact]
    public void A_failed_load_refuses_those_who_wait_and_rests()
    {
        var world = new ResidencyWorld(Sized(4));
        world.Request(0);
        world.Crash(0);
        world.Refused.ShouldBe([1]);
        world[0].Phase.ShouldBe(ResidencePhase.Failed);
        world.Request(0);
        world.Refused.ShouldBe([1, 2]);
        world.Wait(1);
        world.Request(0);
        world[0].Phase.ShouldBe(ResidencePhase.Loading);
        world.Process(0);
        world[0].LastError.ShouldBeNull();
    }

    [Fact]
    public void A_crashed_model_is_started_again_with_a_growing_pause_and_counts_as_failed_in_the_end()
    {
        var world = new ResidencyWorld(Sized(4));
        world.Load(0);
        world.Crash(0);
        world[0].Phase.ShouldBe(ResidencePhase.Unloaded);
        world.Wait(0.25);
        world[0].Phase.ShouldBe(ResidencePhase.Loading);
        world.Process(0);
        world.Crash(0);
        world.Wait(0.49);
        world[0].Phase.ShouldBe(ResidencePhase.Unloaded);
        world.Wait(0.02);
        world.Process(0);
        world.Crash(0);
        world[0].Phase.ShouldBe(ResidencePhase.Failed);
        world[0].LastError.ShouldBe("killed");
        world.Wait(100);
        world[0].Phase.ShouldBe(ResidencePhase.Failed); // Only a request tries again.
        world.Request(0);
        world[0].Phase.ShouldBe(ResidencePhase.Loading);
    }

    [Fact]
    public void A_crash_after_a_long_time_is_the_first_again()
    {
        var world = new ResidencyWorld(Sized(4));
        world.Load(0);
        for (var i = 0; i < 5; i++)
        {
            world.Wait(61);
            world.Crash(0);
            world[0].Phase.ShouldBe(ResidencePhase.Unloaded);
            world.Wait(1);
            world.Process(0);
        }
    }

    [Fact]
    public void A_model_is_unloaded_when_its_last_hold_is_given_back_and_loaded_again_for_those_who_came_meanwhile()
    {
        var world = new ResidencyWorld(Sized(4));
        world.Load(0);
        world.Unload(0);
        world[0].Phase.ShouldBe(ResidencePhase.Draining);
        var late = world.Request(0);
        world.Release(0);
        world.Process(0);
        world.Process(0);
        world.Granted.ShouldContain(late);
    }

    [Fact]
    public void A_model_that_the_configuration_forgot_ends_with_its_last_request_and_is_forgotten()
    {
        var world = new ResidencyWorld(Sized(4));
        world.Load(0);
        world.Forget(0);
        world[0].Phase.ShouldBe(ResidencePhase.Draining);
        world.Release(0);
        world.Process(0);
        world.Wait(1);
        world.State.Residents.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_to_be_loaded_at_start_evicts_nobody()
    {
        var world = new ResidencyWorld(Sized(6), Sized(6));
        world.Load(0);
        world.Release(0);
        var (state, effects) = ResidencyDecisions.Decide(world.State, new ResidencyEvent.Known("new", Sized(6), Preload: true), world.Now);
        effects.ShouldBeEmpty();
        state.Find("new")!.Phase.ShouldBe(ResidencePhase.Unloaded);
    }

    [Fact]
    public void What_was_measured_counts_from_then_on_and_idle_models_make_room_for_it()
    {
        var world = new ResidencyWorld(Sized(4), Sized(4));
        world.Load(0);
        world.Release(0);
        world.Load(1);
        var (state, effects) = ResidencyDecisions.Decide(world.State, new ResidencyEvent.Measured(Key(1), 7), world.Now);
        state.Find(Key(1))!.Bytes.ShouldBe(7);
        effects.ShouldHaveSingleItem().ShouldBe(new ResidencyEffect.Stop(Key(0)));
    }

    [Fact]
    public void Where_the_machine_has_less_than_was_thought_idle_models_make_room_and_others_are_loaded_in_their_place()
    {
        var world = new ResidencyWorld(Sized(2), Sized(2), Sized(2), Sized(2));
        world.Load(0);
        world.Load(1);
        world.Load(2);
        world.Release(0);
        world.Wait(1);
        world.Release(1);
        world.See(-1); // One must be given back: the one that nobody used for longest.
        world[0].Phase.ShouldBe(ResidencePhase.Draining);
        world[1].Phase.ShouldBe(ResidencePhase.Ready);
        world.Process(0);

        world.See(0);
        world.Request(3);
        world[1].Phase.ShouldBe(ResidencePhase.Draining); // By its limit there would be room for both.
        world.Process(1);
        world[3].Phase.ShouldBe(ResidencePhase.Loading);
        world[2].Phase.ShouldBe(ResidencePhase.Ready); // It is held.

        world.Process(3);
        world.See(null);
        world.Request(0);
        world[0].Phase.ShouldBe(ResidencePhase.Loading);
    }

    [Fact]
    public void However_little_the_machine_has_one_model_is_given_a_try()
    {
        var world = new ResidencyWorld(Sized(4), Sized(6));
        world.Load(0);
        world.Release(0);
        world.See(-5);
        world[0].Phase.ShouldBe(ResidencePhase.Draining);
        world.Process(0);
        world.Request(1);
        world[1].Phase.ShouldBe(ResidencePhase.Loading);
    }

    [Fact]
    public void What_is_seen_while_one_loads_says_nothing()
    {
        var world = new ResidencyWorld(Sized(4), Sized(4));
        world.Load(0);
        world.Release(0);
        world.Request(1);
        world.See(-5);
        world[0].Phase.ShouldBe(ResidencePhase.Ready);
    }

    [Fact]
    public void Cards_that_models_use_count_into_a_limit_that_nobody_set()
    {
        var world = new ResidencyWorld(Sized(6) with { LimitIsMachines = true }, Sized(6) with { LimitIsMachines = true });
        world.See(100, graphics: 5);
        world.State.GraphicsBytes.ShouldBe(5);
        var (state, _) = ResidencyDecisions.Decide(world.State, new ResidencyEvent.Requested(Key(0), world.Settings[0], 1), world.Now);
        (state, _) = ResidencyDecisions.Decide(state, new ResidencyEvent.Loaded(Key(0), null), world.Now);
        (state, _) = ResidencyDecisions.Decide(state, new ResidencyEvent.Requested(Key(1), world.Settings[1], 2), world.Now);
        state.Find(Key(1))!.Phase.ShouldBe(ResidencePhase.Loading); // 12 of 10 + 5.
    }

    [Fact]
    public void Models_are_started_anew_when_cards_change_as_they_become_idle_and_players_at_once()
    {
        var world = new ResidencyWorld(Sized(2), Sized(2), Sized(2));
        world.Stand((0, Standing.Plays));
        for (var i = 0; i < 3; i++)
        {
            world.Load(i);
        }

        world.Release(0);
        world.Release(1);
        world.ChangeGraphics();
        world[2].Phase.ShouldBe(ResidencePhase.Ready); // It is held.
        world.Process(0);
        world.Process(1);
        world[0].Phase.ShouldBe(ResidencePhase.Loading);
        world[1].Phase.ShouldBe(ResidencePhase.Unloaded);
        world.Release(2);
        world[2].Phase.ShouldBe(ResidencePhase.Draining);
    }
}
