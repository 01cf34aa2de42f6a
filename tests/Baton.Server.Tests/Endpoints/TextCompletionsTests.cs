using System.Net;
using System.Text.Json;
using Baton.Server.Tests.Clients;
using Baton.Testing;

namespace Baton.Server.Tests.Endpoints;

/// <summary><c>/v1/completions</c>: forwarded where the upstream has it, asked as a chat where not.</summary>
public sealed class TextCompletionsTests
{
    [Theory]
    [InlineData("fake", "/v1/completions")]
    [InlineData("claude/fake", "/v1/messages")]
    [InlineData("llama/fake", "/api/chat")]
    public async Task A_text_goes_on_whole_and_streamed(string model, string path)
    {
        await using var gateway = await OpenAISdk.GatewayAsync(model);
        using var response = await AskAsync(gateway, model, "\"Once\"", ",\"max_tokens\":50,\"temperature\":0.5");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Header("x-baton-attempts").ShouldBe("1");
        var body = await response.JsonAsync();
        body.GetProperty("object").GetString().ShouldBe("text_completion");
        body.GetProperty("model").GetString().ShouldBe("fake");
        body.GetProperty("id").GetString().ShouldStartWith("cmpl-");
        var choice = body.GetProperty("choices").EnumerateArray().Single();
        choice.GetProperty("text").GetString().ShouldBe("Hello from fake.");
        choice.GetProperty("index").GetInt32().ShouldBe(0);
        choice.GetProperty("finish_reason").GetString().ShouldBe("stop");
        choice.GetProperty("logprobs").ValueKind.ShouldBe(JsonValueKind.Null);
        body.GetProperty("usage").GetProperty("total_tokens").GetInt32().ShouldBe(16);
        gateway.Upstream.Requests.Last.Path.ShouldBe(path);
        gateway.Upstream.Requests.Last.Text.ShouldContain("Once");

        using var streamed = await AskAsync(gateway, model, "\"Once\"", ",\"stream\":true");
        var events = await streamed.EventsAsync();
        events[^1].ShouldBe("[DONE]");
        Text(events, 0).ShouldBe("Hello from fake.");
        Chunks(events).ShouldAllBe(c => c.GetProperty("object").GetString() == "text_completion" && c.GetProperty("choices").GetArrayLength() == 1);
        Finishes(events).ShouldBe(["stop"]);
        gateway.Upstream.Requests.Last.Path.ShouldBe(path);
    }

    [Fact]
    public async Task What_is_forwarded_says_all_that_the_caller_said()
    {
        await using var gateway = await TestGateway.StartAsync((b, _) => b.AddModel("alias", "up", upstreamModel: "fake"), []);
        using var response = await AskAsync(gateway, "alias", "[1,2,3]", ",\"suffix\":\"end\",\"logprobs\":2,\"echo\":true,\"best_of\":2,\"x_unknown\":1,\"stop\":null,\"n\":1");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonElement.DeepEquals(
            gateway.Upstream.Requests.Only.Json,
            JsonElement.Parse("""{"model":"fake","prompt":[1,2,3],"suffix":"end","logprobs":2,"echo":true,"best_of":2,"x_unknown":1}""")).ShouldBeTrue(gateway.Upstream.Requests.Only.Text);
    }

    [Theory]
    [InlineData("[1,2]", "", "prompt")]
    [InlineData("\"a\"", ",\"suffix\":\"b\"", "suffix")]
    [InlineData("\"a\"", ",\"echo\":true,\"logprobs\":1", "echo")]
    public async Task What_no_chat_can_say_is_a_400_where_only_a_chat_is_there(string prompt, string extra, string param)
    {
        foreach (var model in new[] { "claude/fake", "llama/fake" })
        {
            await using var gateway = await OpenAISdk.GatewayAsync(model);
            using var response = await AskAsync(gateway, model, prompt, extra);
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await response.ErrorAsync()).GetProperty("param").GetString().ShouldBe(param);
            gateway.Upstream.Requests.Total.ShouldBe(0);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_without_the_endpoint_is_asked_as_a_chat(bool stream)
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        gateway.Upstream.Script("fake", request => request.Path == "/v1/completions" ? Reply.Failed(404) : Reply.Of("By chat."));
        using var response = await AskAsync(gateway, "fake", "\"Once\"", $",\"echo\":true,\"best_of\":3,\"stream\":{(stream ? "true" : "false")}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Header("x-baton-dropped").ShouldBe("best_of");
        response.Header("x-baton-attempts").ShouldBe("1");
        (stream ? Text(await response.EventsAsync(), 0) : (await response.JsonAsync()).GetProperty("choices")[0].GetProperty("text").GetString()).ShouldBe("OnceBy chat.");
        gateway.Upstream.Requests.Last.Json.GetProperty("messages")[0].GetProperty("content").GetString().ShouldBe("Once");
    }

    [Theory]
    [InlineData("fake", false)]
    [InlineData("fake", true)]
    [InlineData("claude/fake", false)]
    [InlineData("llama/fake", true)]
    public async Task Wire16_Several_prompts_and_several_choices_are_in_their_places(string model, bool stream)
    {
        await using var gateway = await OpenAISdk.GatewayAsync(model);
        gateway.Upstream.Script("fake", request => Reply.Of(request.Text.Contains("\"one\"", StringComparison.Ordinal) ? "1" : "2"));
        using var response = await AskAsync(gateway, model, """["one","two"]""", ",\"n\":2" + (stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : ""));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        if (stream)
        {
            var events = await response.EventsAsync();
            gateway.Upstream.Requests.Total.ShouldBe(4);
            Enumerable.Range(0, 4).Select(i => Text(events, i)).ShouldBe(["1", "1", "2", "2"]);
            Finishes(events).ShouldBe(["stop", "stop", "stop", "stop"]);
            var usage = JsonElement.Parse(events[^2]);
            usage.GetProperty("choices").GetArrayLength().ShouldBe(0);
            usage.GetProperty("usage").GetProperty("prompt_tokens").GetInt32().ShouldBe(48);
            return;
        }

        var body = await response.JsonAsync();
        body.GetProperty("choices").EnumerateArray().Select(c => (c.GetProperty("index").GetInt32(), c.GetProperty("text").GetString()))
            .ShouldBe([(0, "1"), (1, "1"), (2, "2"), (3, "2")]);
        body.GetProperty("usage").GetProperty("prompt_tokens").GetInt32().ShouldBe(48);
        response.Header("x-baton-attempts").ShouldBe("4");
    }

    [Theory]
    [InlineData("""{"model":"fake"}""", "prompt")]
    [InlineData("""{"prompt":"x"}""", "model")]
    [InlineData("""{"model":"fake","prompt":7}""", "prompt")]
    [InlineData("""{"model":"fake","prompt":[]}""", "prompt")]
    [InlineData("""{"model":"fake","prompt":["x",7]}""", "prompt")]
    [InlineData("""{"model":"fake","prompt":"x","n":0}""", "n")]
    [InlineData("""{"model":"fake","prompt":["x","y"],"n":200}""", "prompt")]
    [InlineData("""{"model":"fake","prompt":"x","max_tokens":"many"}""", "max_tokens")]
    [InlineData("""{"model":"fake","prompt":"x","echo":"yes"}""", "echo")]
    public async Task The_callers_fault_is_a_400_that_names_the_field(string body, string param)
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.PostAsync("/v1/completions", body);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.ErrorAsync()).GetProperty("param").GetString().ShouldBe(param);
        gateway.Upstream.Requests.Total.ShouldBe(0);
    }

    [Theory]
    [InlineData("fake-status-500", 502)]
    [InlineData("fake-error-after-0", 502)]
    [InlineData("fake-status-404", 502)]
    public async Task Wire07_A_failure_before_the_first_byte_is_a_status(string model, int status)
    {
        await using var gateway = await OpenAISdk.GatewayAsync(model);
        foreach (var stream in new[] { "false", "true" })
        {
            using var response = await AskAsync(gateway, model, "\"x\"", $",\"stream\":{stream}");
            ((int)response.StatusCode).ShouldBe(status);
            await response.ErrorAsync();
        }
    }

    [Theory]
    [InlineData("fake-cut-after-2")]
    [InlineData("fake-error-after-2")]
    [InlineData("fake-end-after-2")]
    [InlineData("claude/fake-cut-after-5")]
    [InlineData("llama/fake-error-after-2")]
    public async Task Wire06_14_A_failure_after_text_is_an_error_frame_and_a_body_without_an_end(string model)
    {
        await using var gateway = await OpenAISdk.GatewayAsync(model);
        using var response = await AskAsync(gateway, model, "\"x\"", ",\"stream\":true");
        var (events, broken) = await response.BrokenEventsAsync();
        broken.ShouldBeTrue();
        Text(events.SkipLast(1), 0).ShouldBe("Hello from");
        Finishes(events.SkipLast(1)).ShouldBeEmpty();
        JsonElement.Parse(events[^1]).GetProperty("error").GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Wire14_A_reason_comes_where_the_upstream_sends_none()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        const string Chunk = """{"id":"cmpl-1","object":"text_completion","created":1,"model":"m","choices":[{"text":"a","index":0,"finish_reason":null}]}""";
        gateway.Upstream.Script("fake", new Reply { RawFrames = [$"data: {Chunk}\n\n", "data: [DONE]\n\n"] });
        using var response = await AskAsync(gateway, "fake", "\"x\"", ",\"stream\":true");
        Finishes(await response.EventsAsync()).ShouldBe(["stop"]);
    }

    [Fact]
    public async Task Wire45_A_caller_who_goes_away_cancels_the_upstream()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        gateway.Upstream.Script("fake", new Reply { Pieces = ["one", "two"], HangAfter = 1 });
        var response = await AskAsync(gateway, "fake", "\"x\"", ",\"stream\":true");
        await using (var stream = await response.Content.ReadAsStreamAsync())
        {
            (await stream.ReadAsync(new byte[10])).ShouldBeGreaterThan(0);
        }

        response.Dispose();
        (await gateway.Upstream.Requests.WaitForAbort("fake")).AbortedByClient.ShouldBeTrue();
    }

    private static Task<HttpResponseMessage> AskAsync(TestGateway gateway, string model, string prompt, string extra = "") =>
        gateway.PostAsync("/v1/completions", $$"""{"model":"{{model}}","prompt":{{prompt}}{{extra}}}""");

    private static IEnumerable<JsonElement> Chunks(IEnumerable<string> events) => events.Where(e => e.StartsWith('{')).Select(e => JsonElement.Parse(e));

    private static IEnumerable<JsonElement> Choices(IEnumerable<string> events) =>
        Chunks(events).SelectMany(c => c.GetProperty("choices").EnumerateArray());

    private static string Text(IEnumerable<string> events, int index) => string.Concat(
        Choices(events).Where(c => c.GetProperty("index").GetInt32() == index).Select(c => c.GetProperty("text").GetString()));

    private static List<string?> Finishes(IEnumerable<string> events) =>
        [.. Choices(events).Select(c => c.GetProperty("finish_reason").GetString()).Where(f => f is not null)];
}
