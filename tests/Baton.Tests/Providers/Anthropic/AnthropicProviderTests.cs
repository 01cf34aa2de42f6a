using Baton.Models.Configuration;
using Baton.Providers;
using Baton.Providers.Anthropic;
using Baton.Testing;
using Microsoft.Extensions.AI;

namespace Baton.Tests.Providers.Anthropic;

/// <summary>Where the provider asks, with which headers, and what it learns of the models there.</summary>
public sealed class AnthropicProviderTests
{
    [Theory]
    [InlineData(null, "https://api.anthropic.com/v1/messages")]
    [InlineData("https://gate.example", "https://gate.example/v1/messages")]
    [InlineData("https://gate.example/v1/", "https://gate.example/v1/messages")]
    [InlineData("https://gate.example/anthropic", "https://gate.example/anthropic/v1/messages")]
    [InlineData("https://gate.example/v1?tenant=a", "https://gate.example/v1/messages?tenant=a")]
    public void The_base_may_end_in_v1_or_not(string? baseUrl, string endpoint)
    {
        var provider = new ProviderOptions { Name = "p", Kind = "anthropic", BaseUrl = baseUrl is null ? null : new Uri(baseUrl) };

        AnthropicProvider.Endpoint(provider, "messages").ToString().ShouldBe(endpoint);
    }

    [Fact]
    public void A_query_of_its_own_joins_that_of_the_base() => AnthropicProvider
        .Endpoint(new ProviderOptions { Name = "p", Kind = "anthropic", BaseUrl = new Uri("https://gate.example?a=b") }, "models", "limit=9")
        .ToString().ShouldBe("https://gate.example/v1/models?a=b&limit=9");

    [Fact]
    public async Task Wire57_The_callers_beta_and_version_go_on_and_nothing_else_of_them_shows()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var client = AnthropicClients.Of(upstream, "fake");

        await client.GetResponseAsync("Hi");
        await client.GetResponseAsync("Hi", new ChatOptions
        {
            AdditionalProperties = new() { [AnthropicHeaders.BetaKey] = "a-1,b-2", [AnthropicHeaders.VersionKey] = "2024-01-01" },
        });

        var (plain, forwarded) = (upstream.Requests.All[0], upstream.Requests.All[1]);
        (plain.Path, plain.Header("x-api-key"), plain.Header("anthropic-version"), plain.Header("anthropic-beta"), plain.Header("authorization"))
            .ShouldBe(("/v1/messages", "first", "2023-06-01", null, null));
        (forwarded.Header("anthropic-version"), forwarded.Header("anthropic-beta")).ShouldBe(("2024-01-01", "a-1,b-2"));
        forwarded.Text.ShouldBe(plain.Text);
    }

    [Fact]
    public async Task A_server_that_does_not_stream_is_taken_all_the_same()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Script("m", new Reply
        {
            ContentType = "application/json",
            RawBody = """{"id":"x","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2}}""",
        });

        var answer = await AnthropicClients.Of(upstream, "m").GetStreamingResponseAsync("Hi").ToChatResponseAsync();

        (answer.Text, answer.FinishReason, answer.Usage?.OutputTokenCount).ShouldBe(("Hi", ChatFinishReason.Stop, 2));
    }

    [Fact]
    public async Task An_event_that_never_ends_is_not_gathered_for_ever()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Script("m", new Reply { RawFrames = ["data: ", new string('x', 17 * 1024 * 1024)] });

        var failure = await Should.ThrowAsync<UpstreamException>(
            () => AnthropicClients.Of(upstream, "m").GetStreamingResponseAsync("Hi").ToChatResponseAsync());

        failure.Code.ShouldBe(ErrorCodes.UpstreamInvalidAnswer);
    }

    [Fact]
    public async Task Says_which_models_are_there()
    {
        var pages = new Queue<string>([
            """
            {"data":[{"id":"claude-a","type":"model","max_input_tokens":200000,
              "capabilities":{"image_input":{"supported":true},"thinking":{"supported":false}}},{"id":"claude-old","lifecycle":"retired"}],
             "has_more":true,"last_id":"claude-old"}
            """,
            """{"data":[{"id":"other"}],"has_more":false,"last_id":"other"}""",
        ]);
        var asked = new List<string>();
        using var transport = new Baton.Providers.Http.UpstreamTransport(new Pages(pages, asked), TimeProvider.System);

        var models = await new AnthropicProvider(transport).ListAsync(AnthropicClients.Options(new Uri("https://gate.example")), CancellationToken.None);

        models.ShouldBe([
            new InstalledModel("claude-a", ContextWindow: 200_000, Capabilities: ["tools", "json_schema", "vision"], Family: "claude"),
            new InstalledModel("other"),
        ]);
        asked.ShouldBe(["/v1/models?limit=1000", "/v1/models?limit=1000&after_id=claude-old"]);
    }

    [Fact]
    public async Task Says_that_a_list_of_models_is_none()
    {
        using var transport = new Baton.Providers.Http.UpstreamTransport(new Pages(new(["<html>"]), []), TimeProvider.System);

        var failure = await Should.ThrowAsync<UpstreamException>(() =>
            new AnthropicProvider(transport).ListAsync(AnthropicClients.Options(new Uri("https://gate.example")), CancellationToken.None));

        failure.Code.ShouldBe(ErrorCodes.UpstreamInvalidAnswer);
    }

    private sealed class Pages(Queue<string> pages, List<string> asked) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            asked.Add(request.RequestUri!.PathAndQuery);
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent(pages.Dequeue()) });
        }
    }
}
