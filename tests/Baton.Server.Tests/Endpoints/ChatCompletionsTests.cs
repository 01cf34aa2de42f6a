using System.Net;
using System.Text;
using System.Text.Json;
using Baton.Testing;

namespace Baton.Server.Tests.Endpoints;

public sealed class ChatCompletionsTests
{
    [Fact]
    public async Task An_answer_is_passed_on_byte_for_byte_with_the_headers_that_say_who_gave_it()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        const string Answer = """{"id":"x","object":"chat.completion","created":1,"model":"real-name","choices":[{"index":0,"message":{"role":"assistant","content":"h\u00e9"},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15},"extra":{"a":[1.50]}}""";
        gateway.Upstream.Script("fake", new Reply { RawBody = Answer, ContentType = "application/json" });
        using var response = await gateway.ChatAsync("fake");
        (await response.Content.ReadAsStringAsync()).ShouldBe(Answer);
        response.ShouldSatisfyAllConditions(
            r => r.StatusCode.ShouldBe(HttpStatusCode.OK),
            r => r.Header("x-baton-model").ShouldBe("fake"),
            r => r.Header("x-baton-deployment").ShouldBe("fake@up"),
            r => r.Header("x-baton-attempts").ShouldBe("1"),
            r => r.Header("x-baton-task").ShouldNotBeNull(),
            r => r.Header("x-baton-cost-usd").ShouldBe("0.00002"),
            r => r.Header("x-baton-simulated").ShouldBeNull(),
            r => r.Header("x-request-id").ShouldNotBeNull());
    }

    [Fact]
    public async Task Wire31_A_request_goes_out_as_it_came_but_for_the_model_and_the_key()
    {
        await using var gateway = await TestGateway.StartAsync((b, _) => b.AddModel("alias", "up", upstreamModel: "fake"), []);
        gateway.Http.DefaultRequestHeaders.Add("Authorization", "Bearer sk-callers-own");
        using var response = await gateway.PostAsync("/v1/chat/completions", """{ "x_unknown" : {"a":1.0}, "model":"alias","messages":[{"role":"user","content":"h\u00e9"}] }""");
        response.EnsureSuccessStatusCode();
        var sent = gateway.Upstream.Requests.Only;
        sent.Text.ShouldBe("""{ "x_unknown" : {"a":1.0}, "model":"fake","messages":[{"role":"user","content":"h\u00e9"}] }""");
        sent.Header("Authorization").ShouldBe("Bearer sk-upstream");
        sent.Headers.Keys.ShouldNotContain("traceparent");
    }

    [Fact]
    public async Task Wire01_02_03_A_stream_is_framed_as_clients_expect()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.ChatAsync("fake", stream: true);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream");
        response.Headers.CacheControl!.NoCache.ShouldBeTrue();
        response.Header("X-Accel-Buffering").ShouldBe("no");
        var body = await response.Content.ReadAsStringAsync();
        body.ShouldEndWith("\n\ndata: [DONE]\n\n");
        var events = body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => e["data: ".Length..]).ToList();
        events.Text().ShouldBe("Hello from fake.");
        response.Header("x-baton-deployment").ShouldBe("fake@up");
        response.Header("x-baton-cost-usd").ShouldBeNull();
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(",\"stream_options\":{\"include_usage\":false}", false)]
    [InlineData(",\"stream_options\":{\"include_usage\":true}", true)]
    public async Task Wire24_26_Upstream_is_always_asked_for_usage_and_the_caller_gets_it_if_he_asked(string asked, bool gets)
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.ChatAsync("fake", asked, stream: true);
        var events = await response.EventsAsync();
        var usages = events.SkipLast(1).Select(e => JsonElement.Parse(e)).Where(e => e.TryGetProperty("usage", out var u) && u.ValueKind == JsonValueKind.Object).ToList();
        usages.Count.ShouldBe(gets ? 1 : 0);
        gateway.Upstream.Requests.Only.Json.GetProperty("stream_options").GetProperty("include_usage").GetBoolean().ShouldBeTrue();
        if (gets)
        {
            events[^1].ShouldBe("[DONE]");
            JsonElement.Parse(events[^2]).GetProperty("choices").GetArrayLength().ShouldBe(0);
        }
    }

    [Fact]
    public async Task Wire01_Each_event_goes_out_when_it_comes()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        gateway.Upstream.Script("fake", new Reply { Pieces = ["one", "two"], HangAfter = 2 });
        using var response = await gateway.ChatAsync("fake", stream: true);
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync())!.ShouldContain("assistant");
        await reader.ReadLineAsync();
        (await reader.ReadLineAsync())!.ShouldContain("one");
    }

    [Fact]
    public async Task Wire45_A_caller_who_goes_away_cancels_the_upstream()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        gateway.Upstream.Script("fake", new Reply { Pieces = ["one", "two"], HangAfter = 2 });
        var response = await gateway.ChatAsync("fake", stream: true);
        await using (var stream = await response.Content.ReadAsStreamAsync())
        {
            (await stream.ReadAsync(new byte[10])).ShouldBeGreaterThan(0);
        }

        response.Dispose();
        (await gateway.Upstream.Requests.WaitForAbort("fake")).AbortedByClient.ShouldBeTrue();
    }

    [Fact]
    public async Task Failover_before_the_first_byte_is_invisible_but_counted()
    {
        await using var gateway = await TestGateway.StartAsync(
            (b, _) => b.AddModel(new Models.Configuration.ModelOptions
            {
                Card = new Models.ModelCard { Id = "m" },
                Deployments =
                [
                    new Models.Configuration.DeploymentOptions { Provider = "up", Model = "fake-status-503" },
                    new Models.Configuration.DeploymentOptions { Provider = "up", Model = "fake" },
                ],
            }),
            []);
        foreach (var stream in new[] { false, true })
        {
            using var response = await gateway.ChatAsync("m", stream: stream);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Header("x-baton-attempts").ShouldBe("2");
            response.Header("x-baton-deployment").ShouldBe("m@up#2");
            (await response.Content.ReadAsStringAsync()).ShouldContain("Hello");
        }

        gateway.Upstream.Requests.Count("fake-status-503").ShouldBe(2);
        gateway.Upstream.Requests.Count("fake").ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wire04_Comments_are_sent_while_a_model_thinks_only_where_a_setting_says_so(bool on)
    {
        await using var gateway = await TestGateway.StartAsync(
            (_, _) => { }, ["fake"], o => o with { Server = o.Server with { KeepAliveComments = on ? TimeSpan.FromMilliseconds(20) : null } });
        gateway.Upstream.Script("fake", new Reply { Text = "late", FirstDelay = TimeSpan.FromMilliseconds(300) });
        using var response = await gateway.ChatAsync("fake", stream: true);
        var body = await response.Content.ReadAsStringAsync();
        body.StartsWith(": keep-alive\n\n", StringComparison.Ordinal).ShouldBe(on);
        body.ShouldContain("late");
        body.ShouldEndWith("data: [DONE]\n\n");
        response.Header("x-baton-task").ShouldNotBeNull();
    }

    [Fact]
    public async Task Wire04_A_failure_after_a_comment_is_an_error_frame()
    {
        await using var gateway = await TestGateway.StartAsync(
            (_, _) => { }, ["fake"], o => o with
            {
                Server = o.Server with { KeepAliveComments = TimeSpan.FromMilliseconds(20) },
                Defaults = o.Defaults with { Attempts = 1 },
            });
        gateway.Upstream.Script("fake", new Reply { Status = 500, FirstDelay = TimeSpan.FromMilliseconds(300) });
        using var response = await gateway.ChatAsync("fake", stream: true);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(stream);
        var lines = new List<string>();
        await Should.ThrowAsync<Exception>(async () =>
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                lines.Add(line);
            }
        });
        lines.ShouldContain(l => l.StartsWith("data: {\"error\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stop_lets_running_streams_end()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        gateway.Upstream.Script("fake", new Reply { Pieces = ["one ", "two ", "three"], Delay = TimeSpan.FromMilliseconds(100) });
        using var response = await gateway.ChatAsync("fake", stream: true);
        var stopping = gateway.StopAsync();
        (await response.EventsAsync()).Text().ShouldBe("one two three");
        await stopping;
    }

    [Fact]
    public async Task A_large_prompt_passes_through()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        var text = string.Concat(Enumerable.Repeat("sphinx of black quartz ", 50_000));
        using var response = await gateway.PostAsync(
            "/v1/chat/completions", $$"""{"messages":[{"role":"user","content":"{{text}}"}],"model":"fake"}""");
        response.EnsureSuccessStatusCode();
        gateway.Upstream.Requests.Only.Json.GetProperty("messages")[0].GetProperty("content").GetString().ShouldBe(text);
    }

    [Fact]
    public async Task Many_at_once_do_not_mix_their_buffers()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        gateway.Upstream.Script("fake", request => Reply.Of(request.Json.GetProperty("messages")[0].GetProperty("content").GetString()!));
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(async i =>
        {
            var word = new string((char)('a' + i % 26), 1 + i * 7);
            using var response = await gateway.PostAsync(
                "/v1/chat/completions",
                $$"""{"model":"fake","stream":{{(i % 2 == 0 ? "true" : "false")}},"messages":[{"role":"user","content":"{{word}}"}]}""");
            var body = await response.Content.ReadAsStringAsync();
            return i % 2 == 0
                ? body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => e["data: ".Length..]).Text() == word
                : JsonElement.Parse(body).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString() == word;
        }));
        answers.ShouldAllBe(right => right);
    }

    [Fact]
    public async Task A_body_in_chunks_without_a_length_is_read_whole()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(TestGateway.Body("fake")))),
        };
        request.Content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = true;
        using var response = await gateway.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
