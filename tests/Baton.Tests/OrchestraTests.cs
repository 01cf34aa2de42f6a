using Baton.Balancing;
using Baton.Models.Configuration;
using Baton.Providers;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Tests;

public sealed class OrchestraTests
{
    private static readonly UpstreamException Broken = new(ErrorCodes.UpstreamError, "broken") { Status = 500 };
    private static readonly ChatMessage[] Hello = [new(ChatRole.User, "hello")];
    private static readonly Task Never = new TaskCompletionSource().Task;

    [Fact]
    public async Task A_failure_before_anything_that_counts_goes_on_to_the_next_candidate()
    {
        var ensemble = new Ensemble("a", "b");
        ensemble["a"].Says("", Broken);
        ensemble["b"].Says("fine");
        var (text, record) = await StreamAsync(ensemble);
        text.ShouldBe("fine");
        record.Attempts.ShouldBe(2);
        record.Deployment!.Id.ShouldBe("b@p");
    }

    [Fact]
    public async Task After_text_was_delivered_a_failure_is_the_callers_to_see()
    {
        var ensemble = new Ensemble("a", "b");
        ensemble["a"].Says("half", Broken);
        ensemble["b"].Says("fine");
        var record = new RequestRecord();
        var texts = new List<string>();
        var error = await Should.ThrowAsync<UpstreamException>(async () =>
        {
            await foreach (var update in Stream(ensemble, record))
            {
                texts.Add(update.Text);
            }
        });
        error.ShouldBeSameAs(Broken);
        texts.ShouldBe(["half"]);
        ensemble["b"].Calls.ShouldBe(0);
        record.Usage!.Value.Estimated.ShouldBeTrue();
        record.Usage.Value.Output.ShouldBe(1);
    }

    [Fact]
    public async Task Reasoning_and_tool_calls_commit_as_text_does()
    {
        foreach (var content in new AIContent[] { new TextReasoningContent("hm"), new FunctionCallContent("1", "f") })
        {
            var ensemble = new Ensemble("a", "b");
            ensemble["a"].Says(content, Broken);
            ensemble["b"].Says("fine");
            await Should.ThrowAsync<UpstreamException>(() => StreamAsync(ensemble));
            ensemble["b"].Calls.ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_callers_own_fault_is_passed_on_at_once()
    {
        var ensemble = new Ensemble("a", "b");
        ensemble["a"].Says(new UpstreamException(ErrorCodes.UpstreamRejected, "no such field") { Status = 400 });
        ensemble["b"].Says("fine");
        (await Should.ThrowAsync<UpstreamException>(() => ensemble.Orchestra.GetResponseAsync(Hello))).Message.ShouldBe("no such field");
        ensemble["b"].Calls.ShouldBe(0);
    }

    [Fact]
    public async Task A_first_token_that_does_not_come_in_time_goes_on_to_the_next()
    {
        var ensemble = new Ensemble(new RequestPolicyOptions { FirstTokenTimeout = TimeSpan.FromSeconds(3) }, "a", "b");
        ensemble["a"].Says("", Never);
        ensemble["b"].Says("fine");
        var answer = StreamAsync(ensemble);
        answer.IsCompleted.ShouldBeFalse();
        ensemble.Time.Advance(TimeSpan.FromSeconds(2.9));
        answer.IsCompleted.ShouldBeFalse();
        ensemble.Time.Advance(TimeSpan.FromSeconds(0.2));
        (await answer).Text.ShouldBe("fine");
        ensemble["a"].Disposed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_stall_after_commit_is_a_typed_error()
    {
        var ensemble = new Ensemble(new RequestPolicyOptions { StallTimeout = TimeSpan.FromSeconds(5) }, "a");
        ensemble["a"].Says("half", Never);
        var answer = StreamAsync(ensemble);
        ensemble.Time.Advance(TimeSpan.FromSeconds(6));
        (await Should.ThrowAsync<UpstreamException>(() => answer)).Code.ShouldBe(ErrorCodes.UpstreamTimeout);
    }

    [Fact]
    public async Task The_whole_request_is_bounded()
    {
        var ensemble = new Ensemble(new RequestPolicyOptions { RequestTimeout = TimeSpan.FromSeconds(5) }, "a", "b");
        ensemble["a"].Says(Never);
        var answer = ensemble.Orchestra.GetResponseAsync(Hello);
        ensemble.Time.Advance(TimeSpan.FromSeconds(6));
        (await Should.ThrowAsync<BatonException>(() => answer)).Code.ShouldBe(ErrorCodes.Timeout);
    }

    [Fact]
    public async Task A_callers_cancellation_is_never_taken_for_a_timeout()
    {
        var ensemble = new Ensemble("a", "b");
        ensemble["a"].Says(Never);
        using var caller = new CancellationTokenSource();
        var answer = ensemble.Orchestra.GetResponseAsync(Hello, null, caller.Token);
        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => answer);
        ensemble["b"].Calls.ShouldBe(0);
        ensemble["a"].Disposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Wire45_Whoever_stops_reading_ends_the_upstream_and_is_billed()
    {
        var ensemble = new Ensemble("a");
        ensemble["a"].Says("12345678", "more", Never);
        var record = new RequestRecord();
        await foreach (var update in Stream(ensemble, record))
        {
            update.Text.ShouldBe("12345678");
            break;
        }

        ensemble["a"].Disposed.ShouldBeTrue();
        record.Usage!.Value.Output.ShouldBe(2);
        record.CostUsd.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_same_one_is_asked_again_when_no_other_is_left()
    {
        var ensemble = new Ensemble("a");
        ensemble["a"].Says(Broken).Says("fine");
        var answer = StreamAsync(ensemble);
        answer.IsCompleted.ShouldBeFalse();
        ensemble.Time.Advance(TimeSpan.FromSeconds(1));
        var (text, record) = await answer;
        text.ShouldBe("fine");
        record.Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task Reported_usage_is_priced()
    {
        var ensemble = new Ensemble("a");
        ensemble["a"].Says("x", new UsageContent(new UsageDetails { InputTokenCount = 1_000_000, CachedInputTokenCount = 0, OutputTokenCount = 500_000 }));
        var (_, record) = await StreamAsync(ensemble);
        record.CostUsd.ShouldBe(2m);
    }

    [Fact]
    public async Task A_roles_system_prompt_stands_before_the_conversation()
    {
        var ensemble = new Ensemble("a");
        ensemble.Catalog.Update(o => o with { Roles = [new RoleOptions { Name = "writer", Model = "a", System = "Write well." }] });
        ensemble["a"].Says("fine");
        await ensemble.Orchestra.GetResponseAsync(Hello, new ChatOptions { ModelId = "role:writer" });
        ensemble["a"].LastMessages.Select(m => m.Text).ShouldBe(["Write well.", "hello"]);
    }

    [Fact]
    public async Task A_lease_is_given_back_however_a_request_ends()
    {
        var ensemble = new Ensemble("a", "b");
        ensemble["a"].Says(Broken).Says("fine").Says("half", Broken);
        ensemble["b"].Says("fine");
        await StreamAsync(ensemble);
        await ensemble.Orchestra.GetResponseAsync(Hello);
        await Should.ThrowAsync<UpstreamException>(() => StreamAsync(ensemble));
        await foreach (var update in Stream(ensemble, new RequestRecord()))
        {
            update.ShouldNotBeNull();
            DeploymentState.Of(ensemble.Catalog.Current.Models[0].Deployments[0]).InFlight.ShouldBe(1);
            break;
        }

        ensemble.Catalog.Current.Models.SelectMany(m => m.Deployments).ShouldAllBe(d => DeploymentState.Of(d).InFlight == 0);
    }

    [Fact]
    public async Task A_model_that_its_provider_lacks_is_marked_until_it_answers()
    {
        var ensemble = new Ensemble("a", "b");
        ensemble["a"].Says(new UpstreamException(ErrorCodes.UpstreamModelMissing, "no such model") { Status = 404 }).Says("back");
        ensemble["b"].Says("fine");
        var state = DeploymentState.Of(ensemble.Catalog.Current.Models[0].Deployments[0]);
        (await StreamAsync(ensemble)).Text.ShouldBe("fine");
        state.ModelMissing.ShouldBeTrue();
        state.LastError.ShouldBe("no such model");
        (await StreamAsync(ensemble)).Text.ShouldBe("fine");
        ensemble.Time.Advance(TimeSpan.FromMinutes(1));
        (await StreamAsync(ensemble)).Text.ShouldBe("back");
        state.ModelMissing.ShouldBeFalse();
    }

    private static IAsyncEnumerable<ChatResponseUpdate> Stream(Ensemble ensemble, RequestRecord record) =>
        ensemble.Orchestra.GetStreamingResponseAsync(Hello, new BatonChatOptions { Record = record });

    private static async Task<(string Text, RequestRecord Record)> StreamAsync(Ensemble ensemble)
    {
        var record = new RequestRecord();
        var text = "";
        await foreach (var update in Stream(ensemble, record))
        {
            text += update.Text;
        }

        return (text, record);
    }
}
