using System.Text.Json;
using Baton.Providers;
using Baton.Providers.Anthropic;
using Microsoft.Extensions.AI;
using static Baton.Tests.Providers.Anthropic.Messages;

namespace Baton.Tests.Providers.Anthropic;

/// <summary>Options become the API's fields, or are named as dropped.</summary>
public sealed class RequestFieldTests
{
    [Fact]
    public void Wire34_What_nobody_asked_for_is_not_sent()
    {
        Request(User("a")).ToString().ShouldBe(
            $$"""{"model":"{{Old}}","max_tokens":4096,"messages":[{"role":"user","content":[{"type":"text","text":"a"}]}]}""");
    }

    [Fact]
    public void Wire29_The_bound_is_the_callers_else_the_cards_else_one_that_every_model_takes()
    {
        MaxTokens(new ChatOptions { MaxOutputTokens = 7 }, card: 64_000).ShouldBe(7);
        MaxTokens(new ChatOptions(), card: 64_000).ShouldBe(64_000);
        MaxTokens(new ChatOptions(), card: null).ShouldBe(4_096);

        static int MaxTokens(ChatOptions options, int? card) => JsonElement
            .Parse(MessagesRequestWriter.Write([User("a")], options, Deployment(maxOutput: card), null, stream: false).Span)
            .GetProperty("max_tokens").GetInt32();
    }

    [Theory]
    [InlineData(-1f, 0)]
    [InlineData(0.4f, 0.4)]
    [InlineData(1.7f, 1)]
    public void Temperature_stays_on_the_APIs_scale(float asked, double sent)
    {
        Request(new ChatOptions { Temperature = asked }, User("a")).GetProperty("temperature").GetDouble().ShouldBe(sent, 1e-6);
    }

    [Fact]
    public void Sampling_goes_on_where_the_model_takes_it()
    {
        var options = new ChatOptions { TopP = 0.5f, TopK = 3, Temperature = 0.5f, StopSequences = ["END", "\n"] };

        var request = Request(options, User("a"));

        request.GetProperty("top_p").GetDouble().ShouldBe(0.5);
        request.GetProperty("top_k").GetInt32().ShouldBe(3);
        request.GetProperty("stop_sequences").ToString().ShouldBe("""["END"]""");
    }

    [Theory]
    [InlineData("claude-opus-4-20250514", "")]
    [InlineData("claude-sonnet-4-5-20250929", "top_p")]
    [InlineData("anthropic/claude-opus-4.6", "top_p")]
    [InlineData("claude-opus-4-7", "temperature top_p top_k")]
    [InlineData("claude-sonnet-5", "temperature top_p top_k")]
    [InlineData("claude-3-haiku-20240307", "")]
    [InlineData("some-other-model", "")]
    public void Sampling_is_dropped_where_the_model_refuses_it(string model, string dropped)
    {
        var options = new Recorded { TopP = 0.5f, TopK = 3, Temperature = 0.5f };

        var request = Request(model, options, User("a"));

        options.Record!.Dropped.ShouldBe(dropped.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        options.Record.Dropped.ShouldAllBe(name => !request.Has(name));
    }

    [Fact]
    public void Wire31_What_the_API_lacks_is_named_as_dropped()
    {
        var options = new Recorded
        {
            FrequencyPenalty = 0.1f,
            PresencePenalty = 0.2f,
            Seed = 3,
            StopSequences = [" "],
            AdditionalProperties = new()
            {
                ["logit_bias"] = JsonElement.Parse("""{"1":2}"""),
                ["logprobs"] = JsonElement.Parse("true"),
                ["store"] = JsonElement.Parse("false"),
                ["prediction"] = null,
                ["baton.anything"] = "x",
            },
        };

        var request = Request(options, User("a"));

        options.Record!.Dropped.ShouldBe(["stop", "frequency_penalty", "presence_penalty", "seed", "logit_bias", "logprobs"]);
        request.EnumerateObject().Select(property => property.Name).ShouldBe(["model", "max_tokens", "messages"]);
    }

    [Fact]
    public void The_APIs_own_fields_go_on()
    {
        var options = new Recorded
        {
            AdditionalProperties = new()
            {
                ["user"] = JsonElement.Parse("\"ada\""),
                ["top_k"] = JsonElement.Parse("4"),
                ["service_tier"] = JsonElement.Parse("\"auto\""),
                ["thinking"] = JsonElement.Parse("""{"type":"enabled","budget_tokens":2000}"""),
            },
        };

        var request = Request(options, User("a"));

        request.GetProperty("metadata").ToString().ShouldBe("""{"user_id":"ada"}""");
        request.GetProperty("top_k").GetInt32().ShouldBe(4);
        request.GetProperty("service_tier").GetString().ShouldBe("auto");
        request.GetProperty("thinking").GetProperty("budget_tokens").GetInt32().ShouldBe(2_000);
        options.Record!.Dropped.ShouldBeEmpty();
    }

    [Fact]
    public void Wire16_Several_choices_are_refused_rather_than_lost()
    {
        var options = new ChatOptions { AdditionalProperties = new() { ["n"] = JsonElement.Parse("2") } };

        var failure = Should.Throw<UpstreamException>(() => Request(options, User("a")));

        (failure.Code, failure.Param, failure.CallersFault).ShouldBe((ErrorCodes.InvalidRequest, "n", true));
    }

    [Fact]
    public void A_mark_for_the_vendors_cache_stays_where_the_caller_put_it()
    {
        var wire = JsonElement.Parse("""{"type":"text","text":"long","cache_control":{"type":"ephemeral"}}""");
        var system = new ChatMessage(ChatRole.System, [new TextContent("long") { RawRepresentation = wire }]);
        var user = new ChatMessage(ChatRole.User, [new TextContent("long") { RawRepresentation = wire }]);

        var request = Request(system, user);

        request.GetProperty("system")[0].ToString().ShouldBe(wire.ToString());
        request.Block(0).ToString().ShouldBe(wire.ToString());
    }

    [Fact]
    public void Images_and_documents_are_sent_inline_or_by_address()
    {
        var request = Request(new ChatMessage(ChatRole.User,
        [
            new DataContent("data:image/png;base64,iVBORw=="),
            new UriContent(new Uri("https://example.org/cat.jpg"), "image/*"),
            new DataContent("data:application/pdf;base64,JVBERg==") { Name = "paper.pdf" },
            new DataContent("data:text/plain;base64,aGk="),
        ]));

        request.GetProperty("messages")[0].GetProperty("content").ToString().ShouldBe(
            """
            [{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw=="}},
            {"type":"image","source":{"type":"url","url":"https://example.org/cat.jpg"}},
            {"type":"document","title":"paper.pdf","source":{"type":"base64","media_type":"application/pdf","data":"JVBERg=="}},
            {"type":"document","source":{"type":"text","media_type":"text/plain","data":"hi"}}]
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void Sound_is_refused_rather_than_lost()
    {
        var failure = Should.Throw<UpstreamException>(
            () => Request(new ChatMessage(ChatRole.User, [new DataContent("data:audio/wav;base64,UklGRg==")])));

        failure.CallersFault.ShouldBeTrue();
        failure.Message.ShouldContain("audio/wav");
    }
}
