using System.ClientModel;
using System.ClientModel.Primitives;
using Baton.Testing;
using OpenAI.Chat;
using static Baton.Server.Tests.Clients.OpenAISdk;

namespace Baton.Server.Tests.Clients;

/// <summary>What a program that uses the OpenAI .NET SDK sees of failures, before the first byte and after it.</summary>
public sealed class OpenAISdkErrorTests
{
    public static TheoryData<string, int> BeforeTheFirstByte()
    {
        var data = new TheoryData<string, int>();
        foreach (var wire in new[] { "", "claude/", "llama/" })
        {
            foreach (var (name, status) in new[] { ("500", 502), ("401", 502), ("404", 502), ("400", 400), ("413", 413), ("429", 429), ("503", 503) })
            {
                data.Add($"{wire}fake-status-{name}", status);
            }

            data.Add($"{wire}fake-error", 502);
            data.Add($"{wire}fake-overflow", 400);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(BeforeTheFirstByte))]
    public async Task Wire07_40_A_failure_before_the_first_byte_is_an_exception_with_its_status(string model, int status)
    {
        await using var gateway = await GatewayAsync(model);
        var whole = await Should.ThrowAsync<ClientResultException>(() => Client(gateway, model).CompleteChatAsync("hi"));
        whole.Status.ShouldBe(status);
        whole.GetRawResponse()!.Headers.TryGetValue("x-request-id", out _).ShouldBeTrue();

        var streamed = await ReadAsync(Client(gateway, model));
        streamed.Failure.ShouldBeOfType<ClientResultException>().Status.ShouldBe(status);
        gateway.Upstream.Requests.Total.ShouldBe(2);
    }

    [Fact]
    public async Task An_unknown_model_is_404_with_the_nearest_one_in_the_message()
    {
        await using var gateway = await GatewayAsync("fake");
        var error = await Should.ThrowAsync<ClientResultException>(() => Client(gateway, "fale").CompleteChatAsync("hi"));
        error.Status.ShouldBe(404);
        error.Message.ShouldContain("'fake'");
        gateway.Upstream.Requests.Total.ShouldBe(0);
    }

    // The frames before text differ: a role; a start, a ping and a block; none.
    [Theory]
    [InlineData("fake-error-after-3")]
    [InlineData("fake-cut-after-3")]
    [InlineData("fake-end-after-3")]
    [InlineData("claude/fake-error-after-5")]
    [InlineData("claude/fake-cut-after-5")]
    [InlineData("claude/fake-end-after-5")]
    [InlineData("llama/fake-error-after-2")]
    [InlineData("llama/fake-cut-after-2")]
    [InlineData("llama/fake-end-after-2")]
    public async Task Wire06_14_A_stream_that_breaks_after_text_throws_and_is_never_taken_for_whole(string model)
    {
        await using var gateway = await GatewayAsync(model, attempts: 3);
        var streamed = await ReadAsync(Client(gateway, model));
        streamed.Text.ShouldBe("Hello from");
        streamed.Finishes.ShouldBeEmpty();
        streamed.Failure.ShouldNotBeNull();
        gateway.Upstream.Requests.Total.ShouldBe(1); // Nothing is replayed once text was delivered.
    }

    [Theory]
    [InlineData("fake", 2)]
    [InlineData("claude/fake", 5)]
    [InlineData("llama/fake", 2)]
    public async Task Wire45_Leaving_a_stream_ends_it_upstream(string model, int framesToText)
    {
        await using var gateway = await GatewayAsync(model);
        gateway.Upstream.Script("fake", new Reply { HangAfter = framesToText });
        await foreach (var update in Client(gateway, model).CompleteChatStreamingAsync("hi"))
        {
            if (update.ContentUpdate.Count > 0)
            {
                break;
            }
        }

        (await gateway.Upstream.Requests.WaitForAbort("fake")).AbortedByClient.ShouldBeTrue();
    }

    [Fact]
    public async Task Wire39_This_SDK_retries_though_told_not_to_unless_its_policy_looks()
    {
        await using var gateway = await GatewayAsync("fake-status-500");
        await FailsAsync(new AtOnce());
        gateway.Upstream.Requests.Total.ShouldBe(4); // Its first call and three retries: it does not know x-should-retry.
        await FailsAsync(new Obeying());
        gateway.Upstream.Requests.Total.ShouldBe(5);

        Task FailsAsync(ClientRetryPolicy policy) =>
            Should.ThrowAsync<ClientResultException>(() => Client(gateway, "fake-status-500", policy).CompleteChatAsync("hi"));
    }

    [Fact]
    public async Task A_failure_that_passes_is_not_seen()
    {
        await using var gateway = await GatewayAsync("fake-status-429-retry-0-times-1", attempts: 2);
        ChatCompletion answer = await Client(gateway, "fake-status-429-retry-0-times-1").CompleteChatAsync("hi");
        answer.Content[0].Text.ShouldStartWith("Hello from");
        gateway.Upstream.Requests.Total.ShouldBe(2);
    }

    /// <summary>The SDK's own policy without its waits.</summary>
    private class AtOnce : ClientRetryPolicy
    {
        protected override TimeSpan GetNextDelay(PipelineMessage message, int tryCount) => TimeSpan.Zero;
    }

    /// <summary>What a program adds that wants the gateway's word to count; docs/gateway.md points here.</summary>
    private sealed class Obeying : AtOnce
    {
        protected override ValueTask<bool> ShouldRetryAsync(PipelineMessage message, Exception? exception) =>
            message.Response?.Headers.TryGetValue("x-should-retry", out var said) == true && said == "false"
                ? ValueTask.FromResult(false)
                : base.ShouldRetryAsync(message, exception);
    }
}
