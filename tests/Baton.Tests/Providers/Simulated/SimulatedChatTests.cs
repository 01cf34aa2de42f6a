using Baton.Models.Configuration;
using Baton.Providers;
using Baton.Providers.Simulated;
using Baton.Telemetry;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests.Providers.Simulated;

public sealed class SimulatedChatTests
{
    private const string Prompt = "Explain how tides follow the moon and the sun.";

    [Fact]
    public void The_same_request_gets_the_same_answer_streamed_or_not_in_any_order() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyString>(), ArbMap.Default.ArbFor<int>(), (prompt, seed) =>
        {
            var first = SimulatedModels.Client(0.5, seed).SayAsync(prompt.Get).GetAwaiter().GetResult();
            var client = SimulatedModels.Client(0.5, seed);
            _ = client.SayAsync("something between").GetAwaiter().GetResult();

            client.SayAsync(prompt.Get).GetAwaiter().GetResult().ShouldBe(first);
            client.StreamAsync(prompt.Get).GetAwaiter().GetResult().ToChatResponse().Text.ShouldBe(first);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Another_seed_or_model_has_other_luck()
    {
        var failures = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => FailsAsync(SimulatedModels.Client(failureRate: 0.5, seed: i), Prompt)));

        failures.Count(f => f).ShouldBeInRange(15, 45);
    }

    [Fact]
    public async Task Everything_is_labelled()
    {
        var response = await SimulatedModels.Good.GetResponseAsync([new(ChatRole.User, Prompt)]);
        response.AdditionalProperties![SimulatedProvider.Label].ShouldBe(true);
        response.ResponseId!.ShouldStartWith("sim-");
        response.ModelId.ShouldBe("tiny");

        (await SimulatedModels.Good.StreamAsync(Prompt)).ShouldAllBe(u =>
            Equals(u.AdditionalProperties![SimulatedProvider.Label], true) && u.ResponseId == response.ResponseId && u.ModelId == "tiny");
    }

    [Fact]
    public async Task Quality_is_how_often_an_answer_is_a_good_one()
    {
        var client = SimulatedModels.Client(quality: 0.7);
        var good = 0;
        for (var i = 0; i < 300; i++)
        {
            good += await client.SayAsync($"What is {i} + 1?") == $"{i} + 1 = {i + 1}" ? 1 : 0;
        }

        good.ShouldBeInRange(180, 240);
    }

    [Fact]
    public async Task The_failure_rate_is_a_share_of_requests_and_each_fails_every_time()
    {
        var client = SimulatedModels.Client(failureRate: 0.3);
        var failed = new List<bool>();
        for (var i = 0; i < 300; i++)
        {
            failed.Add(await FailsAsync(client, $"request {i}"));
        }

        failed.Count(f => f).ShouldBeInRange(65, 115);
        for (var i = 299; i >= 0; i--)
        {
            (await FailsAsync(client, $"request {i}")).ShouldBe(failed[i]);
        }
    }

    [Fact]
    public async Task A_failure_comes_before_the_first_token_and_may_be_tried_elsewhere()
    {
        var failure = await Should.ThrowAsync<UpstreamException>(() => SimulatedModels.Client(failureRate: 1).StreamAsync(Prompt));

        failure.Code.ShouldBe(ErrorCodes.UpstreamError);
        failure.Status.ShouldBe(500);
        failure.CallersFault.ShouldBeFalse();
    }

    [Fact]
    public async Task It_takes_the_time_it_was_given()
    {
        var time = new FakeTimeProvider();
        var client = SimulatedModels.Client(simulate: new SimulateOptions { LatencyMs = 100, TokensPerSecond = 10 }, time: time);
        var stream = client.GetStreamingResponseAsync([new(ChatRole.User, Prompt)]).GetAsyncEnumerator();

        var first = stream.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromMilliseconds(99));
        first.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));
        (await first).ShouldBeTrue();

        var second = stream.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromMilliseconds(99));
        second.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));
        (await second).ShouldBeTrue();

        var whole = client.GetResponseAsync([new(ChatRole.User, Prompt)]);
        time.Advance(TimeSpan.FromMilliseconds(200));
        whole.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMinutes(5));
        (await whole).Text.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_caller_who_goes_away_ends_it()
    {
        using var away = new CancellationTokenSource();
        var waiting = SimulatedModels.Client(simulate: new SimulateOptions { LatencyMs = 1_000 }).GetResponseAsync([new(ChatRole.User, Prompt)], null, away.Token);

        await away.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Pieces_are_tokens_and_usage_counts_them()
    {
        var updates = await SimulatedModels.Good.StreamAsync(Prompt);
        var usage = updates[^1].Contents.OfType<UsageContent>().Single().Details;

        usage.OutputTokenCount.ShouldBe(updates.Count(Delivered.Counts));
        usage.InputTokenCount.ShouldBe(SimulatedTokens.Count(Prompt) + SimulatedTokens.PerMessage);
        updates[^1].FinishReason.ShouldBe(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task A_bounded_answer_is_the_beginning_of_the_whole_and_says_length()
    {
        var whole = await SimulatedModels.Good.SayAsync(Prompt);
        var cut = await SimulatedModels.Good.GetResponseAsync([new(ChatRole.User, Prompt)], new ChatOptions { MaxOutputTokens = 5 });

        cut.FinishReason.ShouldBe(ChatFinishReason.Length);
        cut.Usage!.OutputTokenCount.ShouldBe(5);
        whole.ShouldStartWith(cut.Text);
    }

    [Fact]
    public async Task A_stop_sequence_ends_the_answer_before_it()
    {
        var stopped = await SimulatedModels.Good.GetResponseAsync(
            [new(ChatRole.User, "Reply with exactly \"one two three\"")], new ChatOptions { StopSequences = ["three", "two"] });

        stopped.Text.ShouldBe("one ");
        stopped.FinishReason.ShouldBe(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task Sampling_options_do_no_harm() =>
        (await SimulatedModels.Good.SayAsync(Prompt, new ChatOptions { Temperature = 0, TopP = 0.1f, TopK = 1, FrequencyPenalty = 1, PresencePenalty = 1 }))
            .ShouldBe(await SimulatedModels.Good.SayAsync(Prompt));

    [Fact]
    public async Task Thinking_is_shown_and_counted_where_it_is_asked_for()
    {
        var response = await SimulatedModels.Good.GetResponseAsync(
            [new(ChatRole.User, Prompt)], new ChatOptions { Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low } });

        string.Concat(response.Messages[0].Contents.OfType<TextReasoningContent>().Select(c => c.Text)).ShouldContain("tides");
        response.Usage!.ReasoningTokenCount!.Value.ShouldBeInRange(1, response.Usage.OutputTokenCount!.Value - 1);
    }

    [Fact]
    public async Task Wire16_Wire31_what_it_does_not_serve_is_refused_or_named()
    {
        var record = new RequestRecord();
        await SimulatedModels.Good.SayAsync(Prompt, new BatonChatOptions { Record = record, AdditionalProperties = new() { ["logit_bias"] = "{}" } });
        record.Dropped.ShouldBe(["logit_bias"]);

        (await Should.ThrowAsync<UpstreamException>(() => SimulatedModels.Good.SayAsync(Prompt, new ChatOptions { AdditionalProperties = new() { ["n"] = 3 } })))
            .Param.ShouldBe("n");
    }

    [Fact]
    public void Tokens_together_are_the_text() =>
        Prop.ForAll<string>(text => string.Concat(SimulatedTokens.Split(text ?? "")) == (text ?? "")
            && SimulatedTokens.Split(text ?? "").Count() == SimulatedTokens.Count(text ?? "")).QuickCheckThrowOnFailure();

    private static async Task<bool> FailsAsync(IChatClient client, string prompt)
    {
        try
        {
            await client.SayAsync(prompt);
            return false;
        }
        catch (UpstreamException)
        {
            return true;
        }
    }
}
