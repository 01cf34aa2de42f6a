using System.Text.Json;
using Anthropic.Models.Messages;
using static Baton.Server.Tests.Clients.AnthropicSdk;

namespace Baton.Server.Tests.Clients;

/// <summary>The Anthropic .NET SDK gets its answers, whichever wire the upstream speaks.</summary>
public sealed class AnthropicSdkTests
{
    [Theory]
    [InlineData("fake")]
    [InlineData("claude/fake")]
    [InlineData("llama/fake")]
    public async Task Chats_and_streams_with_usage(string model)
    {
        await using var gateway = await GatewayAsync(model);
        using var client = Client(gateway);
        var answer = await client.Messages.Create(Ask(model));
        TextOf(answer).ShouldBe("Hello from fake.");
        answer.StopReason!.Raw().ShouldBe("end_turn");
        (answer.Usage.InputTokens, answer.Usage.OutputTokens).ShouldBe((12, 4));

        var streamed = await ReadAsync(client, Ask(model));
        streamed.Failure.ShouldBeNull();
        streamed.Text.ShouldBe("Hello from fake.");
        (streamed.StopReason, streamed.Stopped).ShouldBe(("end_turn", true));
        streamed.InputTokens!.Value.ShouldBeGreaterThan(0);
        streamed.OutputTokens.ShouldBe(4);
    }

    [Theory]
    [InlineData("fake-reasoning")]
    [InlineData("claude/fake-reasoning")]
    [InlineData("llama/fake-reasoning")]
    public async Task Wire54_Sees_thoughts_apart_and_brings_them_back(string model)
    {
        await using var gateway = await GatewayAsync(model);
        using var client = Client(gateway);
        (await ReadAsync(client, Ask(model))).Thinking.ShouldBe("Let me think.");
        var answer = await client.Messages.Create(Ask(model));
        ThinkingBlock? thought = null;
        answer.Content.ShouldContain(block => block.TryPickThinking(out thought));
        thought!.Thinking.ShouldBe("Let me think.");
        var more = await client.Messages.Create(Ask(model, User("hi"), Assistant(AsParams(answer)), User("and?")));
        TextOf(more).ShouldBe("Hello from fake-reasoning.");
        gateway.Upstream.Requests.Last.Text.ShouldContain("Let me think.");
    }

    [Theory]
    [InlineData("fake-tools", 1)]
    [InlineData("claude/fake-tools", 1)]
    [InlineData("llama/fake-tools", 1)]
    [InlineData("fake-tools-2", 2)]
    [InlineData("claude/fake-tools-2", 2)]
    [InlineData("llama/fake-tools-2", 2)]
    [InlineData("fake-tools-2-index-missing", 2)]
    public async Task Wire50_53_Calls_tools_whole_and_streamed_and_brings_their_results(string model, int calls)
    {
        await using var gateway = await GatewayAsync(model);
        using var client = Client(gateway);
        var ask = Ask(model) with { Tools = [Weather] };
        var answer = await client.Messages.Create(ask);
        answer.StopReason!.Raw().ShouldBe("tool_use");
        var used = CallsOf(answer);
        used.Count.ShouldBe(calls);
        used.Select(c => c.ID).Distinct(StringComparer.Ordinal).Count().ShouldBe(calls);
        used.ShouldAllBe(c => c.Name == "get_weather" && c.Input["city"].ValueKind == JsonValueKind.String);

        var streamed = await ReadAsync(client, ask);
        streamed.Failure.ShouldBeNull();
        streamed.StopReason.ShouldBe("tool_use");
        streamed.Calls.Count.ShouldBe(calls);
        streamed.Calls.ShouldAllBe(c => c.Name == "get_weather" && JsonElement.Parse(c.Arguments).GetProperty("city").ValueKind == JsonValueKind.String);

        var results = used.Select(ContentBlockParam (c) => new ToolResultBlockParam(c.ID) { Content = "sunny" }).ToList();
        var final = await client.Messages.Create(Ask(model, User("hi"), Assistant(AsParams(answer)), User(results)) with { Tools = [Weather] });
        final.StopReason!.Raw().ShouldBe("end_turn");
        TextOf(final).ShouldStartWith("Hello from");
        gateway.Upstream.Requests.Last.Text.ShouldContain("sunny");
    }

    [Theory]
    [InlineData("fake-chunks-9")]
    [InlineData("claude/fake-chunks-9")]
    public async Task Is_told_that_an_answer_was_cut_at_the_tokens_it_allowed(string model)
    {
        await using var gateway = await GatewayAsync(model);
        using var client = Client(gateway);
        (await ReadAsync(client, Ask(model) with { MaxTokens = 3 })).StopReason.ShouldBe("max_tokens");
    }

    [Theory]
    [InlineData("fake")]
    [InlineData("claude/fake")]
    public async Task Wire56_Counts_tokens_and_lists_models(string model)
    {
        await using var gateway = await GatewayAsync(model);
        using var client = Client(gateway);
        (await client.Messages.CountTokens(new MessageCountTokensParams { Model = model, Messages = [User("hi")] })).InputTokens.ShouldBeGreaterThan(0);
        (await client.Models.List()).Items.Select(m => m.ID).ShouldBe([model, "auto"]);
        (await client.Models.Retrieve(model)).DisplayName.ShouldBe(model);
    }

    private static string TextOf(Message message) => string.Concat(message.Content.Select(block => block.TryPickText(out var text) ? text.Text : ""));

    private static List<ToolUseBlock> CallsOf(Message message) =>
        [.. message.Content.Select(block => block.TryPickToolUse(out var call) ? call : null).OfType<ToolUseBlock>()];

    /// <summary>An answer as the program puts it into its history.</summary>
    private static List<ContentBlockParam> AsParams(Message message) => [.. message.Content.Select(block => new ContentBlockParam(block.Json))];
}
