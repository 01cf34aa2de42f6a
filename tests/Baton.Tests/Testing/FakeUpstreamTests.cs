using System.Net;
using System.Text;
using System.Text.Json;
using Baton.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests.Testing;

/// <summary>Faults over a real socket: what a client of the fake upstream sees of them.</summary>
public sealed class FakeUpstreamTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private FakeUpstream _upstream = null!;

    public async ValueTask InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _upstream.DisposeAsync();
    }

    private Task<HttpResponseMessage> Ask(string model, bool stream = false, string path = "v1/chat/completions", CancellationToken cancellationToken = default)
    {
        var body = JsonSerializer.Serialize(new { model, stream, messages = new[] { new { role = "user", content = "Hi" } } });
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_upstream.BaseUrl, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private async Task<string> Text(string model, bool stream = false, string path = "v1/chat/completions") =>
        await (await Ask(model, stream, path)).Content.ReadAsStringAsync();

    /// <summary>All that arrives before the body ends or breaks, and whether it broke.</summary>
    private async Task<(string Received, bool Broke)> Drain(string model)
    {
        await using var body = await (await Ask(model, stream: true)).Content.ReadAsStreamAsync();
        var received = new MemoryStream();
        try
        {
            await body.CopyToAsync(received);
            return (Encoding.UTF8.GetString(received.ToArray()), false);
        }
        catch (HttpIOException)
        {
            return (Encoding.UTF8.GetString(received.ToArray()), true);
        }
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    [Fact]
    public async Task Speaks_each_wire()
    {
        (await Text("fake")).ShouldContain("\"content\":\"Hello from fake.\"");
        (await Text("fake", path: "v1/messages")).ShouldContain("\"text\":\"Hello from fake.\"");
        (await Text("fake", path: "api/chat")).ShouldContain("\"content\":\"Hello from fake.\"");
        (await Text("fake", stream: true)).ShouldEndWith("data: [DONE]\n\n");
        (await Text("fake", stream: true, path: "v1/messages")).ShouldEndWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        (await Text("fake", stream: true, path: "api/chat")).ShouldContain("\"done\":true");
    }

    [Fact]
    public async Task Records_what_it_received()
    {
        await Ask("fake");

        var seen = _upstream.Requests.Only;
        (seen.Order, seen.Method, seen.Path, seen.Model).ShouldBe((1, "POST", "/v1/chat/completions", "fake"));
        seen.Header("content-type").ShouldBe("application/json; charset=utf-8");
        seen.Json.GetProperty("messages")[0].GetProperty("content").GetString().ShouldBe("Hi");
        _upstream.Requests.Count("fake").ShouldBe(1);
    }

    [Theory]
    [InlineData("fake-status-429-retry-7", HttpStatusCode.TooManyRequests, "rate_limit_exceeded")]
    [InlineData("fake-overflow", HttpStatusCode.BadRequest, "context_length_exceeded")]
    [InlineData("fake-loading", HttpStatusCode.ServiceUnavailable, "Loading model")]
    [InlineData("nobody", HttpStatusCode.NotFound, "model_not_found")]
    public async Task Fails_with_a_status_and_the_wires_words(string model, HttpStatusCode status, string words)
    {
        var answer = await Ask(model);

        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(words);
        if (model.Contains("retry", StringComparison.Ordinal))
            answer.Headers.RetryAfter!.ToString().ShouldBe("7");
    }

    [Fact]
    public async Task Wants_its_key()
    {
        await using var locked = await FakeUpstream.StartAsync(apiKey: "secret");

        (await _http.GetAsync(new Uri(locked.BaseUrl, "v1/models"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        _http.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
        (await _http.GetAsync(new Uri(locked.BaseUrl, "v1/models"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Cuts_after_whole_frames()
    {
        var (received, broke) = await Drain("fake-cut-after-2");

        broke.ShouldBeTrue();
        Count(received, "data: ").ShouldBe(2);
    }

    [Fact]
    public async Task Ends_properly_without_the_wires_end()
    {
        var (received, broke) = await Drain("fake-end-after-2");

        broke.ShouldBeFalse();
        Count(received, "data: ").ShouldBe(2);
        received.ShouldNotContain("[DONE]");
    }

    [Fact]
    public async Task Puts_an_error_into_a_200()
    {
        (await Text("fake-error")).ShouldStartWith("{\"error\":");
        (await Text("fake-error", stream: true)).ShouldStartWith("data: {\"error\":");
        Count(await Text("fake-error-after-2", stream: true), "data: ").ShouldBe(3);
    }

    [Fact]
    public async Task Drops_the_connection_before_the_status() =>
        await Should.ThrowAsync<HttpRequestException>(() => Ask("fake-drop"));

    [Fact]
    public async Task Hangs_until_the_client_goes_and_knows_that_it_went()
    {
        using var patience = new CancellationTokenSource();
        var asked = Ask("fake-hang", cancellationToken: patience.Token);
        (await _upstream.Requests.WaitForRequest("fake-hang")).AbortedByClient.ShouldBeFalse();
        _upstream.Requests.Open.ShouldBe(1);

        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asked);
        (await _upstream.Requests.WaitForAbort("fake-hang")).FramesWritten.ShouldBe(0);
        await _upstream.Requests.WaitForIdle();
    }

    [Fact]
    public async Task Is_slow_by_the_tests_clock()
    {
        var clock = new FakeTimeProvider();
        await using var slow = await FakeUpstream.StartAsync(time: clock);
        using var content = new StringContent("{\"model\":\"fake-slow-first-90s\"}");
        var asked = _http.PostAsync(new Uri(slow.BaseUrl, "v1/chat/completions"), content);
        await slow.Requests.WaitForRequest();
        asked.IsCompleted.ShouldBeFalse();

        // The request is recorded a moment before it starts to wait.
        while (!asked.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(90));
            await Task.Yield();
        }

        (await asked).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Trickles_the_same_bytes() =>
        (await Text("fake-trickle-3.x", stream: true)).Replace("fake-trickle-3.x", "fake", StringComparison.Ordinal).ShouldBe(await Text("fake", stream: true));

    [Fact]
    public async Task Follows_a_script_to_its_last_reply()
    {
        _upstream.Script("gpt", Reply.Failed(503, retryAfter: "1"), Reply.Of("Back again."));

        (await Ask("gpt")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await Text("gpt")).ShouldContain("Back again.");
        (await Text("gpt")).ShouldContain("Back again.");
    }

    [Fact]
    public async Task Recovers_after_so_many_times()
    {
        (await Ask("fake-status-500-times-1")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await Ask("fake-status-500-times-1")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Answers_a_tools_result_with_text()
    {
        const string Body = """{"model":"fake-tools","messages":[{"role":"user","content":"Weather?"},{"role":"assistant","tool_calls":[{"type":"x"}]},{"role":"tool","content":"sunny"}]}""";
        using var content = new StringContent(Body);

        var answer = await (await _http.PostAsync(new Uri(_upstream.BaseUrl, "v1/chat/completions"), content)).Content.ReadAsStringAsync();

        answer.ShouldContain("Hello from fake-tools.");
        answer.ShouldContain("\"finish_reason\":\"stop\"");
    }
}
