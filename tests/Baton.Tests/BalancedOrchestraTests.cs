using Baton.Balancing;
using Baton.Models.Configuration;
using Baton.Providers;
using Baton.Residency;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Tests;

/// <summary>What happens to requests while deployments fail, rest, are busy or slow.</summary>
public sealed class BalancedOrchestraTests
{
    private static readonly UpstreamException Broken = new(ErrorCodes.UpstreamError, "broken") { Status = 500 };
    private static readonly ChatMessage[] Hello = [new(ChatRole.User, "hello")];
    private static readonly Task Never = new TaskCompletionSource().Task;

    private static DeploymentState State(Ensemble ensemble, int model = 0) =>
        DeploymentState.Of(ensemble.Catalog.Current.Models[model].Deployments[0]);

    private static Task<ChatResponse> Ask(Ensemble ensemble, RequestRecord? record = null, CancellationToken cancellationToken = default) =>
        ensemble.Orchestra.GetResponseAsync(Hello, new BatonChatOptions { Record = record ?? new RequestRecord() }, cancellationToken);

    private static async Task<string> StreamAsync(Ensemble ensemble, RequestRecord record)
    {
        var text = "";
        await foreach (var update in ensemble.Orchestra.GetStreamingResponseAsync(Hello, new BatonChatOptions { Record = record }))
        {
            text += update.Text;
        }

        return text;
    }

    [Fact]
    public async Task A_deployment_that_fails_is_rested_within_its_first_five_failures_and_probed_once_when_its_time_is_over()
    {
        var ensemble = new Ensemble("a", "b");
        ensemble["a"].Says(Broken);
        ensemble["b"].Says("fine");
        for (var i = 0; i < 20; i++)
        {
            (await Ask(ensemble)).Text.ShouldBe("fine");
        }

        ensemble["a"].Calls.ShouldBe(5);
        State(ensemble).Circuit.ShouldBe(CircuitPhase.Open);
        ensemble.Time.Advance(TimeSpan.FromSeconds(15));
        await Ask(ensemble);
        await Ask(ensemble);
        ensemble["a"].Calls.ShouldBe(6);
    }

    [Fact]
    public async Task One_that_recovered_answers_again()
    {
        var ensemble = new Ensemble(new RequestPolicyOptions { CircuitFailures = 1 }, "a", "b");
        ensemble["a"].Says(Broken).Says("back");
        ensemble["b"].Says("fine");
        await Ask(ensemble);
        ensemble.Time.Advance(TimeSpan.FromSeconds(15));
        (await Ask(ensemble)).Text.ShouldBe("back");
        State(ensemble).Circuit.ShouldBe(CircuitPhase.Closed);
    }

    [Fact]
    public async Task A_caller_s_error_is_never_counted()
    {
        var ensemble = new Ensemble("a");
        ensemble["a"].Says(new UpstreamException(ErrorCodes.UpstreamRejected, "no such field") { Status = 400 });
        for (var i = 0; i < 10; i++)
        {
            await Should.ThrowAsync<UpstreamException>(() => Ask(ensemble));
        }

        State(ensemble).Circuit.ShouldBe(CircuitPhase.Closed);
    }

    [Fact]
    public async Task Whoever_always_cuts_after_text_is_rested_as_well()
    {
        var ensemble = new Ensemble("a", "b");
        ensemble["a"].Says("half", new UpstreamException(ErrorCodes.UpstreamCut, "cut"));
        ensemble["b"].Says("fine");
        for (var i = 0; i < 5; i++)
        {
            await Should.ThrowAsync<UpstreamException>(() => StreamAsync(ensemble, new RequestRecord()));
        }

        (await StreamAsync(ensemble, new RequestRecord())).ShouldBe("fine");
        ensemble["a"].Calls.ShouldBe(5);
    }

    [Fact]
    public async Task Three_hangs_are_enough()
    {
        var ensemble = new Ensemble(new RequestPolicyOptions { FirstTokenTimeout = TimeSpan.FromSeconds(2) }, "a", "b");
        ensemble["a"].Says(Never);
        ensemble["b"].Says("fine");
        for (var i = 0; i < 3; i++)
        {
            var answer = Ask(ensemble);
            ensemble.Time.Advance(TimeSpan.FromSeconds(2));
            (await answer).Text.ShouldBe("fine");
        }

        (await Ask(ensemble)).Text.ShouldBe("fine");
        ensemble["a"].Calls.ShouldBe(3);
    }

    [Fact]
    public async Task When_all_rest_a_request_waits_for_the_first_to_recover()
    {
        var ensemble = new Ensemble(new RequestPolicyOptions { CircuitFailures = 1, Attempts = 1 }, "a");
        ensemble["a"].Says(Broken).Says("back");
        await Should.ThrowAsync<BatonException>(() => Ask(ensemble));
        var answer = Ask(ensemble);
        ensemble.Time.Advance(TimeSpan.FromSeconds(14));
        answer.IsCompleted.ShouldBeFalse();
        ensemble.Time.Advance(TimeSpan.FromSeconds(1.1));
        (await answer).Text.ShouldBe("back");
    }

    [Fact]
    public async Task A_recovery_later_than_it_may_wait_is_answered_at_once_with_when_to_come_back()
    {
        var ensemble = new Ensemble(
            new RequestPolicyOptions { CircuitFailures = 1, CircuitOpenFor = TimeSpan.FromSeconds(45), Attempts = 1 }, "a");
        ensemble["a"].Says(Broken);
        await Should.ThrowAsync<BatonException>(() => Ask(ensemble));
        var failure = await Should.ThrowAsync<BatonException>(() => Ask(ensemble));
        failure.Code.ShouldBe(ErrorCodes.UpstreamUnavailable);
        failure.RetryAfter!.Value.TotalSeconds.ShouldBe(45, 0.1);
    }

    [Fact]
    public async Task While_a_probe_is_on_its_way_others_wait_for_its_outcome()
    {
        var ensemble = new Ensemble(new RequestPolicyOptions { CircuitFailures = 1, Attempts = 1 }, "a");
        var gate = new TaskCompletionSource();
        ensemble["a"].Says(Broken).Says(gate.Task, "back").Says("back too");
        await Should.ThrowAsync<BatonException>(() => Ask(ensemble));
        ensemble.Time.Advance(TimeSpan.FromSeconds(15.1));
        var probe = Ask(ensemble);
        var waiting = Ask(ensemble);
        ensemble["a"].Calls.ShouldBe(2);
        gate.SetResult();
        (await probe).Text.ShouldBe("back");
        (await waiting).Text.ShouldBe("back too");
    }

    [Fact]
    public async Task Requests_queue_for_a_busy_deployment_and_are_told_their_position()
    {
        var ensemble = new Ensemble(new RequestPolicyOptions { MaxConcurrency = 1, QueueLimit = 1 }, "a");
        var gate = new TaskCompletionSource();
        ensemble["a"].Says(gate.Task, "first").Says("second");
        var first = Ask(ensemble);
        var record = new RequestRecord();
        var second = Ask(ensemble, record);
        State(ensemble).Queue.ShouldBe(1);
        (await Should.ThrowAsync<BatonException>(() => Ask(ensemble))).Code.ShouldBe(ErrorCodes.QueueFull);
        gate.SetResult();
        (await first).Text.ShouldBe("first");
        (await second).Text.ShouldBe("second");
        record.QueuePosition.ShouldBe(1);
    }

    [Fact]
    public async Task A_request_whose_whole_time_runs_out_in_the_queue_is_out_of_time()
    {
        var ensemble = new Ensemble(new RequestPolicyOptions { MaxConcurrency = 1, RequestTimeout = TimeSpan.FromSeconds(10) }, "a");
        using var lease = State(ensemble).TryTake(ensemble.Catalog.Current.Models[0].Deployments[0], RequestPriority.Normal, ensemble.Time)!;
        var waiting = Ask(ensemble);
        ensemble.Time.Advance(TimeSpan.FromSeconds(10));
        var failure = await Should.ThrowAsync<BatonException>(() => waiting);
        failure.Code.ShouldBe(ErrorCodes.Timeout);
        failure.Message.ShouldContain("request_timeout");
    }

    [Fact]
    public async Task A_wait_in_the_queue_ends_in_time()
    {
        var ensemble = new Ensemble(new RequestPolicyOptions { MaxConcurrency = 1 }, "a");
        ensemble["a"].Says(Never);
        using var caller = new CancellationTokenSource();
        var first = Ask(ensemble, cancellationToken: caller.Token);
        var second = Ask(ensemble);
        ensemble.Time.Advance(TimeSpan.FromSeconds(30));
        (await Should.ThrowAsync<BatonException>(() => second)).Code.ShouldBe(ErrorCodes.QueueTimeout);
        State(ensemble).Queue.ShouldBe(0);
        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        State(ensemble).InFlight.ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_goes_away_while_he_waits_leaves_the_queue()
    {
        var ensemble = new Ensemble(new RequestPolicyOptions { MaxConcurrency = 1 }, "a");
        var gate = new TaskCompletionSource();
        ensemble["a"].Says(gate.Task, "first");
        var first = Ask(ensemble);
        using var caller = new CancellationTokenSource();
        var second = Ask(ensemble, cancellationToken: caller.Token);
        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        State(ensemble).Queue.ShouldBe(0);
        gate.SetResult();
        await first;
    }

    [Fact]
    public async Task A_slow_first_is_hedged_and_the_loser_called_off_and_billed()
    {
        var ensemble = new Ensemble(new RequestPolicyOptions { HedgeAfter = TimeSpan.FromSeconds(1), HedgeShare = 1 }, "a", "b");
        ensemble["a"].Says(Never);
        ensemble["b"].Says("quick");
        var record = new RequestRecord();
        var answer = StreamAsync(ensemble, record);
        ensemble["b"].Calls.ShouldBe(0);
        ensemble.Time.Advance(TimeSpan.FromSeconds(1));
        (await answer).ShouldBe("quick");
        await ensemble["a"].Ended.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        record.Attempts.ShouldBe(2);
        record.Hedged.ShouldBeTrue();
        record.Deployment!.Id.ShouldBe("b@p");
        record.AttemptLog.Select(a => (a.Deployment.Id, a.Hedge)).ShouldBe([("a@p", false), ("b@p", true)]);
        record.CostUsd.ShouldNotBeNull();
        State(ensemble).Circuit.ShouldBe(CircuitPhase.Closed);
    }

    [Fact]
    public async Task No_more_are_hedged_than_their_share()
    {
        var ensemble = new Ensemble(new RequestPolicyOptions { HedgeAfter = TimeSpan.FromSeconds(1) }, "a", "b");
        var gate = new TaskCompletionSource();
        ensemble["a"].Says(gate.Task, "slow");
        ensemble["b"].Says("quick");
        var answer = Ask(ensemble);
        ensemble.Time.Advance(TimeSpan.FromSeconds(2));
        gate.SetResult();
        (await answer).Text.ShouldBe("slow");
        ensemble["b"].Calls.ShouldBe(0);
    }

    [Fact]
    public async Task When_the_first_of_a_hedged_pair_fails_the_other_s_answer_counts()
    {
        var ensemble = new Ensemble(new RequestPolicyOptions { HedgeAfter = TimeSpan.FromSeconds(1), HedgeShare = 1 }, "a", "b");
        var (fails, answers) = (new TaskCompletionSource(), new TaskCompletionSource());
        ensemble["a"].Says(fails.Task, Broken);
        ensemble["b"].Says(answers.Task, "fine");
        var answer = Ask(ensemble);
        ensemble.Time.Advance(TimeSpan.FromSeconds(1));
        fails.SetResult();
        answers.SetResult();
        (await answer).Text.ShouldBe("fine");
    }

    [Fact]
    public async Task A_stream_that_becomes_too_slow_is_ended_with_a_typed_error()
    {
        var ensemble = new Ensemble(new RequestPolicyOptions { MinTokensPerSecond = 5 }, "a");
        ensemble["a"].Says(new string('x', 400), Never);
        var answer = StreamAsync(ensemble, new RequestRecord());
        for (var i = 0; i < 10 && !answer.IsCompleted; i++)
        {
            ensemble.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var failure = await Should.ThrowAsync<UpstreamException>(() => answer.WaitAsync(TimeSpan.FromSeconds(10)));
        failure.Code.ShouldBe(ErrorCodes.UpstreamTimeout);
        failure.Message.ShouldContain("min_tokens_per_second");
    }

    [Fact]
    public async Task A_refused_credential_rests_its_deployment_while_another_can_answer()
    {
        var ensemble = new Ensemble("a", "b");
        ensemble["a"].Says(new UpstreamException(ErrorCodes.UpstreamCredentials, "no such key") { Status = 401 });
        ensemble["b"].Says("fine");
        await Ask(ensemble);
        await Ask(ensemble);
        ensemble["a"].Calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_connection_that_breaks_as_a_bound_runs_out_is_a_time_that_ran_out()
    {
        var ensemble = new Ensemble(new RequestPolicyOptions { FirstTokenTimeout = TimeSpan.FromSeconds(2) }, "a", "b");
        ensemble["a"].Says(new OnCancel(new IOException("The response ended prematurely.")));
        ensemble["b"].Says("fine");
        var answer = Ask(ensemble);
        ensemble.Time.Advance(TimeSpan.FromSeconds(2));
        (await answer).Text.ShouldBe("fine");
        State(ensemble).LastCode.ShouldBe(ErrorCodes.UpstreamTimeout);
    }

    [Fact]
    public async Task A_connection_that_breaks_as_the_caller_goes_away_is_his_going_away()
    {
        var ensemble = new Ensemble("a", "b");
        ensemble["a"].Says(new OnCancel(new IOException("Aborted.")));
        using var caller = new CancellationTokenSource();
        var answer = Ask(ensemble, cancellationToken: caller.Token);
        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => answer);
        ensemble["b"].Calls.ShouldBe(0);
        State(ensemble).LastCode.ShouldBeNull();
    }

    [Theory]
    [InlineData(typeof(IOException), ErrorCodes.UpstreamCut)]
    [InlineData(typeof(HttpRequestException), ErrorCodes.UpstreamCut)]
    [InlineData(typeof(TaskCanceledException), ErrorCodes.UpstreamUnreachable)]
    public async Task What_a_connection_throws_by_itself_is_the_upstream_s_fault(Type thrown, string code)
    {
        var ensemble = new Ensemble("a", "b");
        ensemble["a"].Says((Exception)Activator.CreateInstance(thrown)!);
        ensemble["b"].Says("fine");
        (await Ask(ensemble)).Text.ShouldBe("fine");
        State(ensemble).LastCode.ShouldBe(code);
    }

    [Fact]
    public async Task Of_places_that_are_free_one_that_has_the_model_in_memory_is_asked_and_another_loads_it_when_none_is()
    {
        var ensemble = new Ensemble(new RequestPolicyOptions { Balance = "round_robin", MaxConcurrency = 1 }, "m");
        ensemble.Catalog.Update(o => o with
        {
            Providers = [.. o.Providers, new ProviderOptions { Name = "q", Kind = "scripted" }],
            Models = [o.Models[0] with { Deployments = [new DeploymentOptions { Provider = "p" }, new DeploymentOptions { Provider = "q" }] }],
        });
        var release = new TaskCompletionSource();
        ensemble["m"].Says("fine").Says("fine").Says("fine").Says("fine").Says(release.Task, "late").Says("fine");
        ensemble.Residents.Places["m@p"] = new Residence("m", "m@p", "p", ResidencePhase.Unloaded, 1, null, 0, 0, null, null);
        for (var i = 0; i < 4; i++)
        {
            (await AskedAsync()).ShouldBe("m@q");
        }

        var busy = AskedAsync();
        (await AskedAsync()).ShouldBe("m@p"); // The other is full, so it is loaded here.
        ensemble.Residents.Loads.ShouldBe(["m@p"]);
        release.SetResult();
        (await busy).ShouldBe("m@q");

        async Task<string> AskedAsync()
        {
            var record = new RequestRecord();
            await Ask(ensemble, record);
            return record.Deployment!.Id;
        }
    }
}
