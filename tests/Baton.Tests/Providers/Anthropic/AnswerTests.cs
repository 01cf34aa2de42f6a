using System.Text;
using Baton.Providers;
using Baton.Providers.Anthropic;
using Microsoft.Extensions.AI;

namespace Baton.Tests.Providers.Anthropic;

/// <summary>Whole answers.</summary>
public sealed class AnswerTests
{
    [Fact]
    public void Every_block_becomes_a_content_and_nothing_of_the_answer_is_lost()
    {
        var answer = Read("""
            {"id":"msg_1","type":"message","model":"claude-x","content":[
              {"type":"thinking","thinking":"hm","signature":"s"},
              {"type":"redacted_thinking","data":"d"},
              {"type":"text","text":"Let me see."},
              {"type":"server_tool_use","id":"s1","name":"web_search","input":{}},
              {"type":"tool_use","id":"t1","name":"f","input":{"a":1}}],
             "stop_reason":"tool_use","usage":{"input_tokens":3,"cache_read_input_tokens":4,"cache_creation_input_tokens":5,
              "output_tokens":7,"output_tokens_details":{"thinking_tokens":2}},"new_field":1}
            """);

        answer.ResponseId.ShouldBe("msg_1");
        answer.ModelId.ShouldBe("claude-x");
        answer.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        var contents = answer.Messages[0].Contents;
        contents.Select(content => content.GetType().Name)
            .ShouldBe([nameof(TextReasoningContent), nameof(TextReasoningContent), nameof(TextContent), nameof(FunctionCallContent)]);
        ((TextReasoningContent)contents[0]).ProtectedData.ShouldBe("s");
        var call = (FunctionCallContent)contents[3];
        (call.CallId, call.Name, call.Arguments!["a"]!.ToString(), call.RawRepresentation).ShouldBe(("t1", "f", "1", """{"a":1}"""));
        ((System.Text.Json.JsonElement)answer.RawRepresentation!).GetProperty("new_field").GetInt32().ShouldBe(1);
    }

    [Fact]
    public void Wire27_Cached_tokens_are_part_of_the_input()
    {
        var usage = Read("""
            {"content":[],"usage":{"input_tokens":3,"cache_read_input_tokens":4,"cache_creation_input_tokens":5,
             "output_tokens":7,"output_tokens_details":{"thinking_tokens":2}}}
            """).Usage!;

        (usage.InputTokenCount, usage.CachedInputTokenCount, usage.OutputTokenCount, usage.ReasoningTokenCount, usage.TotalTokenCount).ShouldBe((12, 4, 7, 2, 19));
        Usages.ToTokenUsage(usage).ShouldBe(new Baton.Models.TokenUsage(Input: 3, CacheRead: 4, CacheWrite: 5, Output: 7, Reasoning: 2));
    }

    [Fact]
    public void Silence_about_tokens_is_not_taken_for_zero() => Read("""{"content":[]}""").Usage.ShouldBeNull();

    [Theory]
    [InlineData("end_turn", "stop")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("pause_turn", "stop")]
    [InlineData("max_tokens", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("tool_use", "tool_calls")]
    [InlineData("refusal", "content_filter")]
    [InlineData("a_word_of_tomorrow", "stop")]
    public void Wire12_Stop_reasons_become_the_known_four(string said, string read) =>
        Read($$"""{"content":[],"stop_reason":"{{said}}"}""").FinishReason!.Value.Value.ShouldBe(read);

    [Theory]
    [InlineData("<html>", ErrorCodes.UpstreamInvalidAnswer)]
    [InlineData("[]", ErrorCodes.UpstreamInvalidAnswer)]
    [InlineData("{}", ErrorCodes.UpstreamInvalidAnswer)]
    [InlineData("", ErrorCodes.UpstreamInvalidAnswer)]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", ErrorCodes.UpstreamUnavailable)]
    [InlineData("""{"error":{"type":"rate_limit_error","message":"Slow down"}}""", ErrorCodes.RateLimited)]
    public void What_is_no_answer_fails(string body, string code) =>
        Should.Throw<UpstreamException>(() => Read(body)).Code.ShouldBe(code);

    private static ChatResponse Read(string json) => MessagesResponseReader.Read(Messages.Deployment(), Encoding.UTF8.GetBytes(json));
}
