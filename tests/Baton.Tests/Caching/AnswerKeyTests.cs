using System.Text;
using Baton.Caching;
using Baton.Providers.OpenAI;
using Microsoft.Extensions.AI;

namespace Baton.Tests.Caching;

public sealed class AnswerKeyTests
{
    private const string Body = """{"model":"m","temperature":0,"messages":[{"role":"user","content":"hi"}]}""";

    [Theory]
    [InlineData("""{ "messages": [ { "content": "hi", "role": "user" } ], "temperature": 0, "model": "m" }""")]
    [InlineData("""{"model":"m","temperature":0,"stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("""{"model":"m","temperature":0,"messages":[{"role":"user","content":"\u0068i"}]}""")]
    public void Order_spaces_escapes_and_the_way_of_delivery_make_no_difference(string same) => Raw(same).ShouldBe(Raw(Body));

    [Theory]
    [InlineData("""{"model":"m","temperature":0,"messages":[{"role":"user","content":"hi!"}]}""")]
    [InlineData("""{"model":"m","temperature":0,"messages":[{"role":"system","content":"hi"}]}""")]
    [InlineData("""{"model":"m","temperature":0,"max_tokens":5,"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("""{"model":"m","temperature":0,"unknown_field":1,"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("""{"model":"m","temperature":0,"user":"u","messages":[{"role":"user","content":"hi"}]}""")]
    public void Anything_else_does(string other) => Raw(other).ShouldNotBe(Raw(Body));

    [Theory]
    [InlineData("""{"model":"m","temperature":0,"n":2,"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("""{"model":"m","temperature":0,"logprobs":true,"messages":[{"role":"user","content":"hi"}]}""")]
    public void What_a_stream_shows_in_another_way_has_no_key(string body) => Raw(body).ShouldBeNull();

    [Fact]
    public void The_scope_is_a_part_of_it()
    {
        Raw(Body, "a").ShouldNotBe(Raw(Body, "b"));
        Raw(Body, "a", "b").ShouldNotBe(Raw(Body, "ab"));
        Raw(Body, null, "a").ShouldNotBe(Raw(Body, "a", null));
    }

    [Fact]
    public void Typed_requests_are_told_apart_by_all_that_they_say()
    {
        var plain = Typed("hi");
        Typed("hi").ShouldBe(plain);
        Typed("ho").ShouldNotBe(plain);
        Typed("hi", o => o.Seed = 2).ShouldNotBe(plain);
        Typed("hi", o => o.StopSequences = ["x"]).ShouldNotBe(plain);
        Typed("hi", o => o.ResponseFormat = ChatResponseFormat.Json).ShouldNotBe(plain);
        Typed("hi", o => o.Tools = [AIFunctionFactory.Create(() => 1, "one")]).ShouldNotBe(plain);
        Typed("hi", o => o.AdditionalProperties = new() { ["x"] = 1 }).ShouldNotBe(plain);
        Of([new ChatMessage(ChatRole.User, [new TextReasoningContent("hi")])], new ChatOptions()).ShouldNotBe(plain);
        Of([new ChatMessage(ChatRole.User, "h"), new ChatMessage(ChatRole.User, "i")], new ChatOptions()).ShouldNotBe(plain);
    }

    [Fact]
    public void What_has_no_looks_has_no_key()
    {
        Typed("hi", o => o.Tools = [new HostedWebSearchTool()]).ShouldBeNull();
        Typed("hi", o => o.ConversationId = "c").ShouldBeNull();
        Typed("hi", o => o.RawRepresentationFactory = _ => new object()).ShouldBeNull();
    }

    private static AnswerKey? Raw(string body, params string?[] scope)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var request = RawChatRequest.Parse(bytes, bytes.Length);
        var options = new ChatOptions();
        RawChatOptions.Fill(request, options);
        return AnswerKey.Of(request.Messages, options, scope);
    }

    private static AnswerKey? Typed(string text, Action<ChatOptions>? change = null)
    {
        var options = new ChatOptions();
        change?.Invoke(options);
        return Of([new ChatMessage(ChatRole.User, text)], options);
    }

    private static AnswerKey? Of(IEnumerable<ChatMessage> messages, ChatOptions options) => AnswerKey.Of(messages, options, "scope");
}
