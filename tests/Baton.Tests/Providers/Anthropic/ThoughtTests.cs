using Baton.Testing;
using Microsoft.Extensions.AI;
using static Baton.Tests.Providers.Anthropic.Messages;

namespace Baton.Tests.Providers.Anthropic;

/// <summary>Thoughts: whose go back, how many are asked for.</summary>
public sealed class ThoughtTests
{
    private static readonly ChatOptions _thinkHard = new() { Reasoning = new ReasoningOptions { Effort = ReasoningEffort.High }, MaxOutputTokens = 20_000 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wire54_Thoughts_go_back_unmodified_to_their_model_and_to_no_other(bool streamed)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Script(Old, new Reply { Reasoning = "Let me think.", Text = "Four." });
        var client = AnthropicClients.Of(upstream, Old);
        var answer = streamed
            ? await client.GetStreamingResponseAsync("2+2?").ToChatResponseAsync()
            : await client.GetResponseAsync("2+2?");
        ChatMessage[] history = [User("2+2?"), .. answer.Messages, User("Sure?")];

        var same = Request(history);
        same.Turns().ShouldBe(["user: '2+2?'", "assistant: thinking 'Four.'", "user: 'Sure?'"]);
        same.Block(1).GetProperty("thinking").GetString().ShouldBe("Let me think.");
        same.Block(1).GetProperty("signature").GetString().ShouldBe("c2lnbmVk");

        Request("claude-3-opus-20240229", new ChatOptions(), history).Turns().ShouldBe(["user: '2+2?'", "assistant: 'Four.'", "user: 'Sure?'"]);
    }

    [Fact]
    public void Wire35_Thoughts_of_other_vendors_are_left_out()
    {
        Request(User("a"), Assistant(new TextReasoningContent("hm"), new TextContent("b")), User("c")).Turns()
            .ShouldBe(["user: 'a'", "assistant: 'b'", "user: 'c'"]);
    }

    [Fact]
    public void Wire54_What_only_the_API_can_read_goes_back_as_it_came()
    {
        var block = new Baton.Providers.Anthropic.ContentReader(Old)
            .Read(System.Text.Json.JsonElement.Parse("""{"type":"redacted_thinking","data":"x9"}"""))!;

        var sent = Request(User("a"), Assistant(block, new TextContent("b"))).Block(1);

        sent.ToString().ShouldBe("""{"type":"redacted_thinking","data":"x9"}""");
    }

    [Fact]
    public void A_turn_never_ends_in_thought()
    {
        Request(User("a"), Assistant(new TextReasoningContent("hm") { ProtectedData = "s" }), User("b")).Turns().ShouldBe(["user: 'a' 'b'"]);
    }

    [Fact]
    public void Older_models_get_a_budget_below_the_bound_and_no_temperature()
    {
        var options = new Recorded
        {
            Reasoning = _thinkHard.Reasoning,
            MaxOutputTokens = 8_000,
            Temperature = 0.3f,
            TopK = 5,
            TopP = 0.5f,
        };

        var request = Request(Old, options, User("a"));

        request.GetProperty("thinking").ToString().ShouldBe("""{"type":"enabled","budget_tokens":6976}""");
        request.GetProperty("max_tokens").GetInt32().ShouldBe(8_000);
        options.Record!.Dropped.ShouldBe(["temperature", "top_p", "top_k"]);
    }

    [Fact]
    public void A_budget_comes_on_top_where_nobody_set_a_bound()
    {
        var request = Request(new ChatOptions { Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Medium } }, User("a"));

        request.GetProperty("thinking").GetProperty("budget_tokens").GetInt32().ShouldBe(8_192);
        request.GetProperty("max_tokens").GetInt32().ShouldBe(8_192 + 4_096);
    }

    [Theory]
    [InlineData("claude-opus-4-6", """{"type":"adaptive"}""", """{"effort":"max"}""")]
    [InlineData("claude-opus-4-7", """{"type":"adaptive","display":"summarized"}""", """{"effort":"xhigh"}""")]
    public void Newer_models_are_told_how_hard_to_try(string model, string thinking, string output)
    {
        var request = Request(model, new ChatOptions { Reasoning = new ReasoningOptions { Effort = ReasoningEffort.ExtraHigh } }, User("a"));

        request.GetProperty("thinking").ToString().ShouldBe(thinking);
        request.GetProperty("output_config").ToString().ShouldBe(output);
    }

    [Fact]
    public void Thinking_that_cannot_be_is_named_as_dropped()
    {
        Dropped(new Recorded { Reasoning = _thinkHard.Reasoning, MaxOutputTokens = 1_500 }, User("a")).ShouldBe(["reasoning_effort"]);
        Dropped(
            new Recorded
            {
                Reasoning = _thinkHard.Reasoning,
                MaxOutputTokens = 20_000,
                ToolMode = ChatToolMode.RequireAny,
                Tools = [AIFunctionFactory.Create(() => 1, "f")],
            },
            User("a")).ShouldBe(["reasoning_effort"]);
        Dropped(
            new Recorded { Reasoning = _thinkHard.Reasoning, MaxOutputTokens = 20_000 },
            User("a"), Assistant(Call("1")), Result("1", "x")).ShouldBe(["reasoning_effort"]);
    }

    [Fact]
    public void Nobody_thinks_unasked()
    {
        Request(User("a")).Has("thinking").ShouldBeFalse();
        Request(new ChatOptions { Reasoning = new ReasoningOptions { Effort = ReasoningEffort.None } }, User("a")).Has("thinking").ShouldBeFalse();
    }

    private static IReadOnlyList<string> Dropped(Recorded options, params ChatMessage[] messages)
    {
        Request(options, messages).Has("thinking").ShouldBeFalse();
        return options.Record!.Dropped;
    }
}
