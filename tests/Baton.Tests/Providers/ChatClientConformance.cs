using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers;
using Baton.Providers.Http;
using Baton.Testing;
using Microsoft.Extensions.AI;

namespace Baton.Tests.Providers;

/// <summary>What every provider's client does, whatever its wire: held against the fake upstream over real sockets.</summary>
public abstract class ChatClientConformance : IAsyncLifetime
{
    private readonly UpstreamTransport _transport = new(TimeProvider.System);

    /// <summary>The upstream that the client asks.</summary>
    protected FakeUpstream Upstream { get; private set; } = null!;

    /// <summary>Whether the wire can say that tokens came from a cache.</summary>
    protected virtual bool ReportsCache => true;

    public async ValueTask InitializeAsync() => Upstream = await FakeUpstream.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _transport.Dispose();
        await Upstream.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The provider under test.</summary>
    protected abstract IProvider Provider(UpstreamTransport transport);

    /// <summary>The base address as the provider's users write it.</summary>
    protected virtual Uri BaseUrl(FakeUpstream upstream) => upstream.BaseUrl;

    [Fact]
    public async Task Answers_with_the_upstreams_words_and_names()
    {
        var answer = await Client("fake").GetResponseAsync("Hi");

        answer.Text.ShouldBe("Hello from fake.");
        answer.FinishReason.ShouldBe(ChatFinishReason.Stop);
        answer.ModelId.ShouldBe("fake");
        Upstream.Requests.Only.Model.ShouldBe("fake");
        Upstream.Requests.Only.Stream.ShouldBeFalse();
    }

    [Fact]
    public async Task Streams_the_same_words()
    {
        var updates = await StreamAsync("fake-chunks-5");

        var answer = updates.ToChatResponse();
        answer.Text.ShouldBe((await Client("fake-chunks-5").GetResponseAsync("Hi")).Text);
        answer.FinishReason.ShouldBe(ChatFinishReason.Stop);
        answer.ModelId.ShouldBe("fake-chunks-5");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Reads_a_stream_that_trickles_in(int bytes)
    {
        var trickled = await StreamAsync($"fake-chunks-5-trickle-{bytes}");

        trickled.ToChatResponse().Text.ShouldBe("w1 w2 w3 w4 w5");
    }

    [Fact]
    public async Task Wire27_Counts_every_token_once_cached_ones_among_the_input()
    {
        var model = ReportsCache ? "fake-cached-100" : "fake";
        var whole = (await Client(model).GetResponseAsync("Hi")).Usage.ShouldNotBeNull();
        var streamed = (await StreamAsync(model)).ToChatResponse().Usage.ShouldNotBeNull();

        whole.InputTokenCount.ShouldBe(ReportsCache ? 112 : 12);
        (whole.CachedInputTokenCount ?? 0).ShouldBe(ReportsCache ? 100 : 0);
        whole.OutputTokenCount.ShouldNotBeNull().ShouldBePositive();
        (streamed.InputTokenCount, streamed.CachedInputTokenCount, streamed.OutputTokenCount)
            .ShouldBe((whole.InputTokenCount, whole.CachedInputTokenCount, whole.OutputTokenCount));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hands_on_tool_calls_and_takes_their_results(bool streamed)
    {
        var question = new ChatMessage(ChatRole.User, "How is the weather in Paris and in Rome?");
        var answer = await AskAsync("fake-tools-2", streamed, [question]);

        answer.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        var calls = answer.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToList();
        calls.Select(call => call.Name).ShouldBe(["get_weather", "get_weather"]);
        calls.Select(call => call.Arguments!["city"]!.ToString()).ShouldBe(["Paris", "Rome"]);
        calls.Select(call => call.CallId).Distinct(StringComparer.Ordinal).Count().ShouldBe(2);

        var results = new ChatMessage(ChatRole.Tool, [.. calls.Select(call => new FunctionResultContent(call.CallId, "sunny"))]);
        var last = await AskAsync("fake-tools-2", streamed, [question, .. answer.Messages, results]);

        last.Text.ShouldStartWith("Hello from");
        Upstream.Requests.Last.Text.ShouldContain("sunny");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wire20_A_call_without_arguments_has_none(bool streamed)
    {
        var answer = await AskAsync("fake-tools-args-empty", streamed, [new ChatMessage(ChatRole.User, "Hi")]);

        var call = answer.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ShouldHaveSingleItem();
        (call.Arguments?.Count ?? 0).ShouldBe(0);
        call.Exception.ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wire35_Thoughts_are_told_from_the_answer(bool streamed)
    {
        var answer = await AskAsync("fake-reasoning", streamed, [new ChatMessage(ChatRole.User, "Hi")]);

        string.Concat(answer.Messages.SelectMany(message => message.Contents).OfType<TextReasoningContent>().Select(c => c.Text))
            .ShouldBe("Let me think.");
        answer.Text.ShouldBe("Hello from fake-reasoning.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wire32_An_answer_that_meets_its_bound_ends_with_length(bool streamed)
    {
        var answer = await AskAsync("fake-chunks-9", streamed, [new ChatMessage(ChatRole.User, "Hi")], new ChatOptions { MaxOutputTokens = 3 });

        answer.FinishReason.ShouldBe(ChatFinishReason.Length);
        answer.Text.ShouldBe("w1 w2 w3");
    }

    [Theory]
    [InlineData(400, ErrorCodes.UpstreamRejected)]
    [InlineData(401, ErrorCodes.UpstreamCredentials)]
    [InlineData(404, ErrorCodes.UpstreamModelMissing)]
    [InlineData(429, ErrorCodes.RateLimited)]
    [InlineData(500, ErrorCodes.UpstreamError)]
    [InlineData(503, ErrorCodes.UpstreamUnavailable)]
    public async Task Says_whose_fault_an_error_status_is(int status, string code)
    {
        var model = $"fake-status-{status}-retry-7";
        foreach (var streamed in new[] { false, true })
        {
            var failure = await FailsAsync(model, streamed);

            (failure.Code, failure.Status, failure.RetryAfter).ShouldBe((code, status, TimeSpan.FromSeconds(7)));
        }
    }

    [Fact]
    public async Task Tells_an_overflow_of_the_context_window_from_other_faults() =>
        (await FailsAsync("fake-overflow", streamed: false)).Code.ShouldBe(ErrorCodes.ContextLengthExceeded);

    [Fact]
    public async Task Says_that_nobody_is_there()
    {
        var gone = await FakeUpstream.StartAsync();
        var client = ClientAt(gone, "fake");
        await gone.DisposeAsync();

        var failure = await Should.ThrowAsync<UpstreamException>(() => client.GetResponseAsync("Hi"));

        failure.Code.ShouldBe(ErrorCodes.UpstreamUnreachable);
        failure.MayRetrySame.ShouldBeTrue();
    }

    [Theory]
    [InlineData("fake-error", false)]
    [InlineData("fake-error", true)]
    [InlineData("fake-chunks-5-error-after-4", true)]
    public async Task Finds_an_error_inside_a_200(string model, bool streamed) =>
        (await FailsAsync(model, streamed)).Code.ShouldBe(ErrorCodes.UpstreamError);

    [Theory]
    [InlineData("fake-garbage", false)]
    [InlineData("fake-html", false)]
    public async Task Takes_no_answer_that_is_none(string model, bool streamed) =>
        (await FailsAsync(model, streamed)).Code.ShouldBe(ErrorCodes.UpstreamInvalidAnswer);

    [Theory]
    [InlineData("fake-chunks-9-cut-after-6")]
    [InlineData("fake-chunks-9-end-after-6")]
    public async Task Wire14_A_stream_that_ends_before_its_answer_was_cut(string model) =>
        (await FailsAsync(model, streamed: true)).Code.ShouldBe(ErrorCodes.UpstreamCut);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wire45_A_caller_who_goes_away_ends_the_call_upstream(bool streamed)
    {
        using var caller = new CancellationTokenSource();
        var asking = AskAsync("fake-hang", streamed, [new ChatMessage(ChatRole.User, "Hi")], cancellationToken: caller.Token);
        await Upstream.Requests.WaitForRequest();

        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asking);
        await Upstream.Requests.WaitForAbort();
    }

    [Fact]
    public async Task Wire45_A_caller_who_goes_away_in_the_middle_of_a_stream_ends_it_upstream()
    {
        using var caller = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in Client("fake-chunks-9-hang-after-6").GetStreamingResponseAsync("Hi", cancellationToken: caller.Token))
            {
                if (update.Text.Length > 0)
                {
                    await caller.CancelAsync();
                }
            }
        });

        await Upstream.Requests.WaitForAbort();
    }

    /// <summary>A client of a model of the fake upstream.</summary>
    protected IChatClient Client(string model, Func<ModelCard, ModelCard>? card = null) => ClientAt(Upstream, model, card);

    /// <summary>Asks and gathers.</summary>
    protected async Task<ChatResponse> AskAsync(
        string model, bool streamed, IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        streamed
            ? await Client(model).GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken)
            : await Client(model).GetResponseAsync(messages, options, cancellationToken);

    private Task<UpstreamException> FailsAsync(string model, bool streamed) =>
        Should.ThrowAsync<UpstreamException>(() => AskAsync(model, streamed, [new ChatMessage(ChatRole.User, "Hi")]));

    private async Task<List<ChatResponseUpdate>> StreamAsync(string model)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in Client(model).GetStreamingResponseAsync("Hi"))
        {
            updates.Add(update);
        }

        return updates;
    }

    private IChatClient ClientAt(FakeUpstream upstream, string model, Func<ModelCard, ModelCard>? card = null)
    {
        var provider = Provider(_transport);
        var plain = new ModelCard { Id = model };
        var catalog = Catalog.Build(new BatonOptions
        {
            Providers = [new ProviderOptions { Name = "upstream", Kind = provider.Kind, BaseUrl = BaseUrl(upstream), ApiKeys = ["secret"] }],
            Models = [new ModelOptions { Card = card is null ? plain : card(plain), Deployments = [new DeploymentOptions { Provider = "upstream" }] }],
        });
        return provider.CreateClient(catalog.Models[0].Deployments[0]);
    }
}
