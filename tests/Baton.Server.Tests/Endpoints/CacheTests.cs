using Baton.Models.Configuration;

namespace Baton.Server.Tests.Endpoints;

public sealed class CacheTests
{
    private const string Cold = ",\"temperature\":0";

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task An_equal_request_is_answered_from_the_kept_answer_whether_streamed_or_not(bool first, bool second)
    {
        await using var gateway = await StartAsync("fake");
        var asked = await AskAsync(gateway, "fake", first);
        var again = await AskAsync(gateway, "fake", second);

        (asked.Cache, again.Cache).ShouldBe(("miss", "hit"));
        again.Text.ShouldBe(asked.Text);
        again.Text.ShouldBe("Hello from fake.");
        again.Finish.ShouldBe("stop");
        again.Tokens.ShouldBe((12, 4));
        gateway.Upstream.Requests.Total.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tool_calls_are_kept(bool streamed)
    {
        await using var gateway = await StartAsync("fake-tools-2");
        const string Tools = Cold + """,  "tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object"}}}]""";
        var asked = await ToolCallsAsync(await gateway.ChatAsync("fake-tools-2", Tools, streamed));
        using var answer = await gateway.ChatAsync("fake-tools-2", Tools);

        answer.Header("x-baton-cache").ShouldBe("hit");
        var kept = (await answer.JsonAsync()).GetProperty("choices")[0];
        kept.GetProperty("finish_reason").GetString().ShouldBe("tool_calls");
        kept.GetProperty("message").GetProperty("tool_calls").GetArrayLength().ShouldBe(2);
        asked.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_hit_costs_nothing_and_says_who_had_answered()
    {
        await using var gateway = await StartAsync("fake");
        (await gateway.ChatAsync("fake", Cold)).Header("x-baton-cost-usd").ShouldBe("0.00002");
        using var hit = await gateway.ChatAsync("fake", Cold);

        (hit.Header("x-baton-cost-usd"), hit.Header("x-baton-attempts"), hit.Header("x-baton-deployment"), hit.Header("x-baton-task"))
            .ShouldBe(("0", "0", "fake@up", "general"));
        var metrics = await gateway.Http.GetStringAsync("/metrics");
        metrics.ShouldContain("""baton_cache_requests_total{baton_cache_result="hit"} 1""");
        metrics.ShouldContain("""baton_attempts_total{baton_deployment="fake@up",baton_outcome="ok"} 1""");
        metrics.ShouldContain("""gen_ai_request_model="fake"} 2"""); // Both are requests.
        var cache = await gateway.GetAsync("/api/cache");
        (cache.GetProperty("hits").GetInt32(), cache.GetProperty("misses").GetInt32(), cache.GetProperty("hit_rate").GetDouble(), cache.GetProperty("entries").GetInt32())
            .ShouldBe((1, 1, 0.5, 1));
        (await (await gateway.SendAsync(HttpMethod.Delete, "/api/cache")).JsonAsync()).GetProperty("entries").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task What_is_left_to_chance_or_belongs_to_another_is_asked_anew()
    {
        await using var gateway = await StartAsync("fake");
        (await gateway.ChatAsync("fake")).Header("x-baton-cache").ShouldBeNull();
        (await gateway.ChatAsync("fake", ",\"temperature\":0.7")).Header("x-baton-cache").ShouldBeNull();
        (await gateway.ChatAsync("fake", ",\"temperature\":0.7,\"seed\":7")).Header("x-baton-cache").ShouldBe("miss");
        (await gateway.ChatAsync("fake", Cold)).Header("x-baton-cache").ShouldBe("miss");

        using var other = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(TestGateway.Body("fake", Cold), System.Text.Encoding.UTF8, "application/json"),
        };
        other.Headers.Add("Authorization", "Bearer another");
        (await gateway.Http.SendAsync(other)).Header("x-baton-cache").ShouldBe("miss");
    }

    [Theory]
    [InlineData("/v1/messages", """{"model":"fake","max_tokens":50,"temperature":0,"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("/v1/responses", """{"model":"fake","temperature":0,"store":false,"input":"hi"}""")]
    public async Task Every_wire_has_it(string path, string body)
    {
        await using var gateway = await StartAsync("fake");
        (await gateway.PostAsync(path, body)).Header("x-baton-cache").ShouldBe("miss");
        using var whole = await gateway.PostAsync(path, body);
        using var streamed = await gateway.PostAsync(path, body.Replace("{\"model\"", "{\"stream\":true,\"model\"", StringComparison.Ordinal));

        foreach (var answer in new[] { whole, streamed })
        {
            answer.Header("x-baton-cache").ShouldBe("hit");
            (await answer.Content.ReadAsStringAsync()).ShouldContain("Hello from fake.");
        }
    }

    [Theory]
    [InlineData("fake-status-500-times-1")]
    [InlineData("fake-finish-length")]
    public async Task Only_whole_answers_are_kept(string model)
    {
        await using var gateway = await StartAsync(model);
        await gateway.ChatAsync(model, Cold);
        (await gateway.GetAsync("/api/cache")).GetProperty("entries").GetInt32().ShouldBe(model.Contains("500", StringComparison.Ordinal) ? 1 : 0);
    }

    [Fact]
    public async Task A_stream_that_breaks_is_not_kept()
    {
        await using var gateway = await StartAsync("fake-cut-after-3");
        await (await gateway.ChatAsync("fake-cut-after-3", Cold, stream: true)).BrokenEventsAsync();
        (await gateway.GetAsync("/api/cache")).GetProperty("entries").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Off_is_the_default()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        (await gateway.ChatAsync("fake", Cold)).Header("x-baton-cache").ShouldBeNull();
        (await gateway.ChatAsync("fake", Cold)).Header("x-baton-cache").ShouldBeNull();
        (await gateway.GetAsync("/api/cache")).GetProperty("enabled").GetBoolean().ShouldBeFalse();
    }

    private static Task<TestGateway> StartAsync(string model) =>
        TestGateway.StartAsync((_, _) => { }, [model], o => o with { Cache = new CacheOptions { Enabled = true } });

    private static async Task<int> ToolCallsAsync(HttpResponseMessage answer) => (await answer.Content.ReadAsStringAsync()).Length;

    private static async Task<(string? Cache, string Text, string? Finish, (int, int) Tokens)> AskAsync(TestGateway gateway, string model, bool stream)
    {
        using var answer = await gateway.ChatAsync(model, Cold + (stream ? ",\"stream_options\":{\"include_usage\":true}" : ""), stream);
        answer.EnsureSuccessStatusCode();
        var cache = answer.Header("x-baton-cache");
        if (!stream)
        {
            var whole = await answer.JsonAsync();
            var choice = whole.GetProperty("choices")[0];
            return (cache, choice.GetProperty("message").GetProperty("content").GetString()!, choice.GetProperty("finish_reason").GetString(), Tokens(whole));
        }

        var events = await answer.EventsAsync();
        var chunks = events.Where(e => e.StartsWith('{')).Select(e => System.Text.Json.JsonElement.Parse(e)).ToList();
        var finish = chunks.Where(c => c.GetProperty("choices").GetArrayLength() > 0)
            .Select(c => c.GetProperty("choices")[0].GetProperty("finish_reason").GetString()).Single(f => f is not null);
        return (cache, events.Text(), finish, Tokens(chunks[^1]));
    }

    private static (int, int) Tokens(System.Text.Json.JsonElement answer) =>
        (answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
}
