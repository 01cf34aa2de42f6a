using System.Text.Json;
using Baton.Providers;
using Baton.Testing;
using Baton.Tests.Providers.Anthropic;
using Microsoft.Extensions.AI;

namespace Baton.Tests.Providers;

/// <summary>JSON from models that cannot be held to it, here over Anthropic's wire (WIRE 32).</summary>
public sealed class StructuredOutputTests : IAsyncLifetime
{
    private static readonly ChatResponseFormat _person = ChatResponseFormat.ForJsonSchema(
        JsonElement.Parse("""{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"]}"""), "person");

    private FakeUpstream _upstream = null!;

    public async ValueTask InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wire32_The_model_is_told_the_schema_and_a_fitting_answer_goes_on(bool streamed)
    {
        var answer = await AskAsync(streamed, Reply.Of("""{"name":"Ada","age":36}"""));

        answer.Text.ShouldBe("""{"name":"Ada","age":36}""");
        var system = _upstream.Requests.Only.Json.GetProperty("system").GetString()!;
        system.ShouldContain("(person)");
        system.ShouldContain("\"required\":[\"name\",\"age\"]");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_code_fence_is_taken_off(bool streamed)
    {
        var reply = new Reply { Pieces = ["```json\n", "{\"name\":\"Ada\",", "\"age\":36}\n", "```"], Reasoning = "Let me think." };

        var answer = await AskAsync(streamed, reply);

        answer.Text.ShouldBe("""{"name":"Ada","age":36}""");
        answer.FinishReason.ShouldBe(ChatFinishReason.Stop);
        answer.Usage!.OutputTokenCount.ShouldNotBeNull().ShouldBePositive();
        answer.Messages.SelectMany(m => m.Contents).OfType<TextReasoningContent>().ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("Here you are: {}", "no valid JSON")]
    [InlineData("""{"name":"Ada","age":"old"}""", "/age")]
    [InlineData("""{"name":"Ada"}""", "age")]
    [InlineData("""{"name":"Ada","age":1,"age":2}""", "no valid JSON")]
    [InlineData("[]", "object")]
    public async Task Wire32_A_misfit_fails_before_anything_of_it_is_delivered(string text, string problem)
    {
        foreach (var streamed in new[] { false, true })
        {
            var failure = await Should.ThrowAsync<UpstreamException>(() => AskAsync(streamed, Reply.Of(text)));

            failure.Code.ShouldBe(ErrorCodes.UpstreamInvalidAnswer);
            failure.Message.ShouldContain(problem);
        }

        var delivered = new List<ChatResponseUpdate>();
        await Should.ThrowAsync<UpstreamException>(async () =>
        {
            await foreach (var update in AnthropicClients.Of(_upstream, "m").GetStreamingResponseAsync("Who?", new ChatOptions { ResponseFormat = _person }))
            {
                delivered.Add(update);
            }
        });
        delivered.ShouldNotContain(update => Delivered.Counts(update));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wire32_A_truncated_answer_is_no_misfit(bool streamed)
    {
        var answer = await AskAsync(streamed, new Reply { Pieces = ["{\"name\":", "\"Ada\",", "\"age\":36}"] }, new ChatOptions { MaxOutputTokens = 2 });

        (answer.Text, answer.FinishReason).ShouldBe(("{\"name\":\"Ada\",", ChatFinishReason.Length));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_calls_a_tool_is_not_the_final_one(bool streamed)
    {
        var answer = await AskAsync(streamed, Reply.Calls(new FakeToolCall("1", "f", "{}")) with { Text = "Let me see." });

        answer.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        answer.Text.ShouldBe("Let me see.");
    }

    [Fact]
    public async Task An_object_is_asked_for_without_a_schema_too()
    {
        var options = new ChatOptions { ResponseFormat = ChatResponseFormat.Json };

        (await AskAsync(false, Reply.Of("{\"any\":1}"), options)).Text.ShouldBe("{\"any\":1}");

        (await Should.ThrowAsync<UpstreamException>(() => AskAsync(false, Reply.Of("[1]"), options))).Message.ShouldContain("no object");
    }

    [Fact]
    public async Task A_schema_that_is_none_is_the_callers_fault_and_costs_no_call()
    {
        var options = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type":"nonsense"}""")) };

        var failure = await Should.ThrowAsync<UpstreamException>(() => AskAsync(false, Reply.Of("{}"), options));

        (failure.Code, failure.CallersFault, failure.Param).ShouldBe((ErrorCodes.InvalidRequest, true, "response_format.json_schema.schema"));
        _upstream.Requests.Total.ShouldBe(0);
    }

    private async Task<ChatResponse> AskAsync(bool streamed, Reply reply, ChatOptions? options = null)
    {
        _upstream.Script("m", reply);
        options ??= new ChatOptions();
        options.ResponseFormat ??= _person;
        var client = AnthropicClients.Of(_upstream, "m");
        return streamed
            ? await client.GetStreamingResponseAsync("Who?", options).ToChatResponseAsync()
            : await client.GetResponseAsync("Who?", options);
    }
}
