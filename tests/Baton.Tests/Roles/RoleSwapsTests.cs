using Baton.Models.Configuration;
using Baton.Roles;
using Microsoft.Extensions.AI;

namespace Baton.Tests.Roles;

public sealed class RoleSwapsTests
{
    private readonly Ensemble _ensemble = new("a", "b", "c");

    public RoleSwapsTests()
    {
        foreach (var model in new[] { "a", "b", "c" })
        {
            _ensemble[model].Says("OK");
        }
    }

    [Fact]
    public async Task A_swap_goes_through_its_phases_and_answers_after_the_flip()
    {
        _ensemble.Roles.Load("writer", "a");
        var swap = await SwapAsync("b");
        swap.Phases.Select(p => p.Phase).ShouldBe(["validate", "warm", "transfer", "flip"]);
        swap.ShouldSatisfyAllConditions(
            () => swap.Success.ShouldBeTrue(), () => swap.Version.ShouldBe(2), () => swap.From.ShouldBe("a"), () => swap.RollbackAvailable.ShouldBeTrue());
        Writer.Model.ShouldBe("b");
        Writer.Previous.ShouldBe("a");
        Writer.History[^1].Phases.Select(p => p.Phase).ShouldBe(["validate", "warm", "transfer", "flip", "drain", "keep"]);
        _ensemble.Host.Kept.ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_model_that_does_not_answer_does_not_play()
    {
        _ensemble.Roles.Load("writer", "a");
        var sick = new Ensemble("a", "b");
        sick.Roles.Load("writer", "a");
        sick["b"].Says(new InvalidOperationException("a bug is no answer"));
        await Should.ThrowAsync<InvalidOperationException>(() => sick.Swaps.SwapAsync(new SwapRequest("writer", SwapKinds.Swap, "b")));
        sick.Roles.Current["writer"].Model.ShouldBe("a");
        sick.Swaps.WarmingFor("writer").ShouldBeNull();
    }

    [Fact]
    public async Task A_failed_swap_changes_nothing_and_is_listed_as_failed()
    {
        _ensemble.Roles.Load("writer", "a");
        _ensemble.Host.OnWarm = _ => throw new BatonException(ErrorCodes.UpstreamUnavailable, "no memory left");
        var error = await Should.ThrowAsync<SwapException>(() => SwapAsync("b"));
        error.Code.ShouldBe(ErrorCodes.SwapFailed);
        error.Swap.ShouldSatisfyAllConditions(
            s => s.Success.ShouldBeFalse(), s => s.Error.ShouldBe("no memory left"), s => s.To.ShouldBe("b"), s => s.Phases[^1].Phase.ShouldBe("warm"));
        Writer.ShouldSatisfyAllConditions(
            r => r.Model.ShouldBe("a"), r => r.Version.ShouldBe(1), r => r.History.Length.ShouldBe(1), r => r.Failed.ShouldHaveSingleItem().ShouldBe(error.Swap));
    }

    [Fact]
    public async Task Who_is_warm_is_held_until_the_flip_and_let_go_after_it_or_after_a_failure()
    {
        _ensemble.Roles.Load("writer", "a");
        var held = new List<bool>();
        _ensemble.Roles.Swapped += _ => held.Add(_ensemble.Host.Warm.ContainsKey("b") || _ensemble.Host.Warm.ContainsKey("sick"));
        await SwapAsync("b");
        held.ShouldBe([true]);
        _ensemble.Host.Warm.ShouldBeEmpty();

        _ensemble["c"].Says(new BatonException(ErrorCodes.UpstreamError, "not today"));
        await SwapAsync("c");
        _ensemble.Host.Warm.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_shortage_of_memory_is_a_warning_and_with_strict_an_error()
    {
        _ensemble.Roles.Load("writer", "a");
        _ensemble.Host.Shortage = new SwapWarning("memory_short", "'b' needs 5 GB, and there are 4 GB");
        var error = await Should.ThrowAsync<SwapException>(() => _ensemble.Swaps.SwapAsync(new SwapRequest("writer", SwapKinds.Swap, "b") { Strict = true }));
        error.Code.ShouldBe(ErrorCodes.NotAllowed);
        (await SwapAsync("b")).Warnings.Select(w => w.Code).ShouldBe(["memory_short"]);
    }

    [Fact]
    public async Task An_unknown_model_is_refused_with_the_nearest_named()
    {
        _ensemble.Roles.Load("writer", "a");
        var error = await Should.ThrowAsync<SwapException>(() => SwapAsync("bb"));
        error.Code.ShouldBe(ErrorCodes.ModelNotFound);
        error.Message.ShouldContain("'b'");
    }

    [Fact]
    public async Task What_a_role_requires_is_demanded()
    {
        _ensemble.Catalog.Update(o => o with { Roles = [new RoleOptions { Name = "writer", Model = "a", Requires = ["tools"] }] });
        (await Should.ThrowAsync<SwapException>(() => SwapAsync("b"))).Code.ShouldBe(ErrorCodes.NotAllowed);
        Writer.Model.ShouldBe("a");
    }

    [Fact]
    public async Task Refusals_of_the_state_are_no_failed_swaps()
    {
        (await Should.ThrowAsync<BatonException>(() => SwapAsync("b"))).Code.ShouldBe(ErrorCodes.NotFound);
        _ensemble.Roles.Load("writer", "a");
        (await Should.ThrowAsync<BatonException>(() => DoAsync(SwapKinds.Rollback))).Code.ShouldBe(ErrorCodes.Conflict);
        _ensemble.Catalog.Update(o => o with { Roles = [new RoleOptions { Name = "reader", Model = null }] });
        (await Should.ThrowAsync<BatonException>(
            () => _ensemble.Swaps.SwapAsync(new SwapRequest("reader", SwapKinds.Swap, "b")))).Code.ShouldBe(ErrorCodes.RoleEmpty);
        Writer.Failed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rollback_brings_the_former_model_back_and_can_be_taken_back()
    {
        _ensemble.Roles.Load("writer", "a");
        await SwapAsync("b");
        var back = await DoAsync(SwapKinds.Rollback);
        back.ShouldSatisfyAllConditions(() => back.Kind.ShouldBe("rollback"), () => back.To.ShouldBe("a"), () => back.Version.ShouldBe(3));
        Writer.Previous.ShouldBe("b"); // The one just left.
        (await DoAsync(SwapKinds.Rollback)).To.ShouldBe("b");
    }

    [Fact]
    public async Task An_unloaded_role_is_gone_unless_the_file_names_it()
    {
        _ensemble.Catalog.Update(o => o with { Roles = [new RoleOptions { Name = "reader", Model = "a" }] });
        _ensemble.Roles.Load("writer", "a");
        (await DoAsync(SwapKinds.Unload)).ShouldSatisfyAllConditions(e => e.Version.ShouldBe(2), e => e.To.ShouldBeNull(), e => e.Kind.ShouldBe("unload"), e => e.RollbackAvailable.ShouldBeFalse());
        _ensemble.Roles.Current.Keys.ShouldBe(["reader"]);
        await _ensemble.Swaps.SwapAsync(new SwapRequest("reader", SwapKinds.Unload));
        _ensemble.Roles.Current["reader"].Model.ShouldBeNull();
        _ensemble.Catalog.Update(o => o); // An entry that did not change does not bring it back.
        _ensemble.Roles.Current["reader"].Model.ShouldBeNull();
    }

    [Fact]
    public async Task Swaps_of_one_role_are_ordered_and_those_of_another_do_not_wait()
    {
        _ensemble.Roles.Load("writer", "a");
        _ensemble.Roles.Load("reader", "a");
        var slow = new TaskCompletionSource();
        _ensemble.Host.OnWarm = model => model == "b" ? slow.Task : Task.CompletedTask;
        var first = SwapAsync("b");
        var second = SwapAsync("c");
        using var gaveUp = new CancellationTokenSource();
        var third = _ensemble.Swaps.SwapAsync(new SwapRequest("writer", SwapKinds.Swap, "b"), gaveUp.Token);
        _ensemble.Swaps.WarmingFor("writer").ShouldBe("b");
        (await _ensemble.Swaps.SwapAsync(new SwapRequest("reader", SwapKinds.Swap, "c"))).Success.ShouldBeTrue();
        await gaveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => third);
        second.IsCompleted.ShouldBeFalse();
        slow.SetResult();
        (await first).Version.ShouldBe(2);
        (await second).ShouldSatisfyAllConditions(s => s.Version.ShouldBe(3), s => s.From.ShouldBe("b"));
    }

    [Fact]
    public async Task Draining_waits_for_requests_that_the_old_model_serves_and_holds_nobody_up()
    {
        _ensemble.Roles.Load("writer", "a");
        var player = _ensemble.Roles.Enter("writer", "me")!;
        var swap = await SwapAsync("b");
        _ensemble.Roles.Enter("writer", "me")!.Model.ShouldBe("b");
        Writer.History[^1].Phases.Count.ShouldBe(4);
        _ensemble.Host.Kept.ShouldBeEmpty();
        player.Hold!.Dispose();
        await _ensemble.Roles.UntilAsync(r => r["writer"].History[^1].Phases.Count == 6);
        Writer.History[^1].Id.ShouldBe(swap.Id);
    }

    [Fact]
    public async Task Draining_is_bounded_by_the_time_that_a_request_may_run()
    {
        _ensemble.Roles.Load("writer", "a");
        _ensemble.Roles.Enter("writer", "me");
        await SwapAsync("b");
        _ensemble.Time.Advance(TimeSpan.FromMinutes(11));
        await _ensemble.Roles.UntilAsync(r => r["writer"].History[^1].Phases.Count == 6);
        Writer.History[^1].Warnings.ShouldHaveSingleItem().Code.ShouldBe("drain_timeout");
    }

    [Fact]
    public async Task A_model_that_answered_lately_is_not_asked_again()
    {
        _ensemble.Roles.Load("writer", "a");
        await SwapAsync("b");
        _ensemble["b"].Calls.ShouldBe(1); // The health prompt.
        await _ensemble.Orchestra.GetResponseAsync("hi", new ChatOptions { ModelId = "a" }, TestContext.Current.CancellationToken);
        _ensemble.Time.Advance(TimeSpan.FromSeconds(5));
        await SwapAsync("a");
        _ensemble["a"].Calls.ShouldBe(1);
        await SwapAsync("b");
        _ensemble["b"].Calls.ShouldBe(2);
    }

    [Fact]
    public async Task A_model_that_never_answers_fails_at_the_deadline()
    {
        var ensemble = new Ensemble("a", "b");
        ensemble.Roles.Load("writer", "a");
        ensemble["b"].Says(new TaskCompletionSource().Task);
        var swap = ensemble.Swaps.SwapAsync(new SwapRequest("writer", SwapKinds.Swap, "b"));
        ensemble.Time.Advance(HealthPrompt.Deadline);
        (await Should.ThrowAsync<SwapException>(() => swap)).Message.ShouldContain("within 20 s");
        ensemble.Roles.Current["writer"].Model.ShouldBe("a");
    }

    [Fact]
    public async Task A_changed_entry_of_the_file_goes_through_the_phases_and_one_that_fails_leaves_the_role()
    {
        _ensemble.Catalog.Update(o => o with { Roles = [new RoleOptions { Name = "writer", Model = "a" }] });
        var loaded = new TaskCompletionSource();
        _ensemble.Host.OnWarm = _ => loaded.Task;
        _ensemble.Catalog.Update(o => o with { Roles = [new RoleOptions { Name = "writer", Model = "b" }] });
        Writer.Model.ShouldBe("a");
        loaded.SetResult();
        await _ensemble.Roles.UntilAsync(r => r["writer"].Model == "b");
        Writer.History[^1].ShouldSatisfyAllConditions(e => e.Kind.ShouldBe("configuration"), e => e.By.ShouldBe("configuration"), e => e.Phases.Count.ShouldBeGreaterThan(3));

        _ensemble.Host.OnWarm = _ => throw new BatonException(ErrorCodes.UpstreamUnavailable, "no memory left");
        _ensemble.Catalog.Update(o => o with { Roles = [new RoleOptions { Name = "writer", Model = "c" }] });
        await _ensemble.Roles.UntilAsync(r => r["writer"].Failed.Length == 1);
        Writer.Model.ShouldBe("b");
    }

    private RoleAssignment Writer => _ensemble.Roles.Current["writer"];

    private Task<SwapEvent> SwapAsync(string model) => _ensemble.Swaps.SwapAsync(new SwapRequest("writer", SwapKinds.Swap, model));

    private Task<SwapEvent> DoAsync(string kind) => _ensemble.Swaps.SwapAsync(new SwapRequest("writer", kind));
}
