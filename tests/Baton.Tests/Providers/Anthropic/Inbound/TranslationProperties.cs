using System.Text;
using System.Text.Json.Nodes;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers.Anthropic;
using Baton.Providers.Anthropic.Inbound;
using Baton.Providers.OpenAI;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;

namespace Baton.Tests.Providers.Anthropic.Inbound;

/// <summary>There and back again nothing is lost that both sides can say.</summary>
public sealed class TranslationProperties
{
    [Fact]
    public void A_request_that_is_parsed_and_written_again_is_the_same_request() =>
        Prop.ForAll(new WireRequests(everything: true).Any.ToArbitrary(), request =>
        {
            var (messages, options) = Read(request);
            ShouldSay(MessagesRequestWriter.Write(messages, options, Anthropic.Messages.Deployment(), null, stream: false), request);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_request_that_goes_over_the_other_wire_and_comes_back_is_the_same_request() =>
        Prop.ForAll(new WireRequests(everything: false).Any.ToArbitrary(), request =>
        {
            var (messages, options) = Read(request);
            var there = ChatRequestWriter.Write(messages, options, OpenAI(), new OpenAIDialect(), stream: false, drop: null);
            var raw = RawChatRequest.Parse(there, there.Length);
            var back = new ChatOptions();
            RawChatOptions.Fill(raw, back);
            ShouldSay(MessagesRequestWriter.Write(raw.Messages, back, Anthropic.Messages.Deployment(), null, stream: false), request);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_is_changed_by_being_looked_at() =>
        Prop.ForAll(new WireRequests(everything: true).Any.ToArbitrary(), request =>
        {
            var (messages, options) = Read(request);
            var raw = ((RawDialogue)messages).Prompt.ShouldBeOfType<RawMessagesRequest>();
            var before = messages.Count;
            messages.ToList().Count.ShouldBe(before); // What is counted in the bytes is what is parsed.
            _ = options.Tools?.Count;
            raw.Describes(messages, options).ShouldBeTrue();
            raw.Describes(messages, options.Clone()).ShouldBe(options.Tools is null); // A copy has a list of tools of its own.
            raw.Describes([.. messages], options).ShouldBeFalse();
            options.MaxOutputTokens++;
            raw.Describes(messages, options).ShouldBeFalse();
        }).QuickCheckThrowOnFailure();

    private static (IReadOnlyList<ChatMessage> Messages, ChatOptions Options) Read(JsonObject request)
    {
        var body = Encoding.UTF8.GetBytes(request.ToJsonString());
        var raw = RawMessagesRequest.Parse(body, body.Length);
        var options = new ChatOptions();
        MessagesOptions.Fill(raw, options);
        return (raw.Messages, options);
    }

    private static Deployment OpenAI() => Catalog.Build(new BatonOptions
    {
        Providers = [new ProviderOptions { Name = "p", Kind = "openai", BaseUrl = new Uri("http://localhost/v1") }],
        Models = [new ModelOptions { Card = new ModelCard { Id = "m" }, Deployments = [new DeploymentOptions { Provider = "p" }] }],
    }).Models[0].Deployments[0];

    private static void ShouldSay(ReadOnlyMemory<byte> sent, JsonObject expected)
    {
        var node = JsonNode.Parse(sent.Span)!;
        JsonNode.DeepEquals(node, expected).ShouldBeTrue($"sent     {node.ToJsonString()}\nexpected {expected.ToJsonString()}");
    }
}
