using Anthropic.Exceptions;
using Baton.Testing;
using static Baton.Server.Tests.Clients.AnthropicSdk;

namespace Baton.Server.Tests.Clients;

/// <summary>What a program that uses the Anthropic .NET SDK sees of failures, before the first byte and after it.</summary>
public sealed class AnthropicSdkErrorTests
{
    public static TheoryData<string, int> BeforeTheFirstByte()
    {
        var data = new TheoryData<string, int>();
        foreach (var wire in new[] { "", "claude/", "llama/" })
        {
            foreach (var (name, status) in new[] { ("500", 502), ("401", 502), ("404", 502), ("400", 400), ("413", 413), ("429", 429), ("503", 529) })
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
    public async Task Wire07_55_A_failure_before_the_first_byte_is_an_exception_with_its_status(string model, int status)
    {
        await using var gateway = await GatewayAsync(model);
        using var client = Client(gateway);
        var whole = await Should.ThrowAsync<AnthropicApiException>(() => client.Messages.Create(Ask(model)));
        ((int)whole.StatusCode).ShouldBe(status);
        whole.RequestID.ShouldNotBeNullOrEmpty();

        var streamed = await ReadAsync(client, Ask(model));
        ((int)streamed.Failure.ShouldBeAssignableTo<AnthropicApiException>()!.StatusCode).ShouldBe(status);
        gateway.Upstream.Requests.Total.ShouldBe(2);
    }

    [Fact]
    public async Task An_unknown_model_is_404_with_the_nearest_one_in_the_message()
    {
        await using var gateway = await GatewayAsync("fake");
        using var client = Client(gateway);
        var error = await Should.ThrowAsync<AnthropicNotFoundException>(() => client.Messages.Create(Ask("fale")));
        error.Message.ShouldContain("'fake'");
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
    public async Task Wire55_A_stream_that_breaks_after_text_throws_and_is_never_taken_for_whole(string model)
    {
        await using var gateway = await GatewayAsync(model, attempts: 3);
        using var client = Client(gateway);
        var streamed = await ReadAsync(client, Ask(model));
        streamed.Text.ShouldBe("Hello from");
        (streamed.StopReason, streamed.Stopped).ShouldBe((null, false));
        streamed.Failure.ShouldNotBeNull();
        gateway.Upstream.Requests.Total.ShouldBe(1); // Nothing is replayed once text was delivered.
    }

    [Theory]
    [InlineData("fake", 2)]
    [InlineData("claude/fake", 5)]
    public async Task Wire45_Leaving_a_stream_ends_it_upstream(string model, int framesToText)
    {
        await using var gateway = await GatewayAsync(model);
        using var client = Client(gateway);
        gateway.Upstream.Script("fake", new Reply { HangAfter = framesToText });
        await foreach (var e in client.Messages.CreateStreaming(Ask(model)))
        {
            if (e.TryPickContentBlockDelta(out _))
            {
                break;
            }
        }

        (await gateway.Upstream.Requests.WaitForAbort("fake")).AbortedByClient.ShouldBeTrue();
    }

    [Fact]
    public async Task Wire39_The_SDK_does_not_retry_what_the_gateway_has_retried()
    {
        await using var gateway = await GatewayAsync("fake-status-500");
        using var client = Client(gateway, retries: 2);
        await Should.ThrowAsync<AnthropicApiException>(() => client.Messages.Create(Ask("fake-status-500")));
        gateway.Upstream.Requests.Total.ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_that_passes_is_not_seen()
    {
        const string Model = "fake-status-429-retry-0-times-1";
        await using var gateway = await GatewayAsync(Model, attempts: 2);
        using var client = Client(gateway);
        (await client.Messages.Create(Ask(Model))).Content.Count.ShouldBe(1);
        gateway.Upstream.Requests.Total.ShouldBe(2);
    }
}
