using System.Text;
using Baton.Testing;

namespace Baton.Server.Tests.Endpoints.Anthropic;

/// <summary>To an upstream that speaks the same wire nothing is translated.</summary>
public sealed class RawMessagesTests
{
    private const string Request =
        """{ "metadata":{"user_id":"ada"} , "model":"alias","max_tokens":100,"service_tier":"auto","x_unknown":{"a":1.0},"temperature":0.50,""" +
        """ "system":[{"type":"text","text":"Be h\u00e9.","cache_control":{"type":"ephemeral","ttl":"1h"}}],""" +
        """ "tools":[{"type":"web_search_20250305","name":"web_search","max_uses":5},{"name":"f","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}],""" +
        """ "thinking":{"type":"enabled","budget_tokens":2048},"messages":[{"role":"user","content":"hi"},""" +
        """{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"EqQBCg=="},{"type":"redacted_thinking","data":"x9"},""" +
        """{"type":"block_of_tomorrow","deep":[1,{"b":null}]},{"type":"tool_use","id":"toolu_01","name":"f","input":{"z":1,"a":2.50}}]},""" +
        """{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_01","content":[{"type":"text","text":"ok"}]},{"type":"text","text":"go on","cache_control":{"type":"ephemeral"}}]}] }""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wire54_57_A_request_goes_out_as_it_came_but_for_the_model_and_the_key(bool stream)
    {
        await using var gateway = await AliasAsync();
        var body = stream ? Request.Replace("\"max_tokens\"", "\"stream\": true,\"max_tokens\"", StringComparison.Ordinal) : Request;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages?beta=true")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-api-key", "sk-callers-own");
        request.Headers.Add("anthropic-version", "2023-01-01");
        request.Headers.Add("anthropic-beta", ["context-1m-2025-08-07", "interleaved-thinking-2025-05-14,b-3"]);
        using var response = await gateway.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();

        var sent = gateway.Upstream.Requests.Only;
        sent.Text.ShouldBe(body.Replace("\"alias\"", "\"fake\"", StringComparison.Ordinal));
        sent.Header("x-api-key").ShouldBe("sk-upstream");
        sent.Header("anthropic-version").ShouldBe("2023-01-01");
        sent.Header("anthropic-beta")!.Replace(", ", ",", StringComparison.Ordinal).ShouldBe("context-1m-2025-08-07,interleaved-thinking-2025-05-14,b-3");
        response.Header("x-baton-dropped").ShouldBeNull();
    }

    [Fact]
    public async Task Wire57_Betas_and_version_go_to_upstreams_of_this_wire_alone()
    {
        await using var gateway = await MessagesGateway.StartAsync("fake");
        gateway.Http.DefaultRequestHeaders.Add("anthropic-version", "2023-01-01");
        gateway.Http.DefaultRequestHeaders.Add("anthropic-beta", "b-1");
        using var response = await gateway.AskAsync("fake");
        response.EnsureSuccessStatusCode();
        gateway.Upstream.Requests.Only.Headers.Keys.ShouldAllBe(name => !name.StartsWith("anthropic", StringComparison.OrdinalIgnoreCase));
        gateway.Upstream.Requests.Only.Text.ShouldNotContain("b-1");
        response.Header("x-baton-dropped").ShouldBeNull();
    }

    [Fact]
    public async Task An_answer_is_passed_on_byte_for_byte()
    {
        await using var gateway = await AliasAsync();
        const string Answer = """{"id":"msg_1","type":"message","role":"assistant","model":"real","content":[{"type":"text","text":"h\u00e9","citations":[{"a":1.50}]},{"type":"block_of_tomorrow"}],"stop_reason":"pause_turn","stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":5,"server_tool_use":{"web_search_requests":1}},"container":null}""";
        gateway.Upstream.Script("fake", new Reply { RawBody = Answer });
        using var response = await gateway.PostAsync("/v1/messages", Request);
        (await response.Content.ReadAsStringAsync()).ShouldBe(Answer);
        response.Header("x-baton-deployment").ShouldBe("alias@claude");
    }

    [Fact]
    public async Task Wire50_54_A_streams_events_are_passed_on_byte_for_byte()
    {
        await using var gateway = await AliasAsync();
        string[] frames =
        [
            Frame("message_start", """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"real","content":[],"stop_reason":null,"usage":{"input_tokens":3,"output_tokens":1,"cache_creation":{"ephemeral_5m_input_tokens":0}}}}"""),
            Frame("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}}"""),
            Frame("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"q\":\"\u00e9\"}"}}"""),
            Frame("content_block_stop", """{"type":"content_block_stop","index":0}"""),
            Frame("event_of_tomorrow", """{"type":"event_of_tomorrow","x":[1]}"""),
            Frame("content_block_start", """{"type":"content_block_start","index":1,"content_block":{"type":"thinking","thinking":"","signature":""}}"""),
            Frame("content_block_delta", """{"type":"content_block_delta","index":1,"delta":{"type":"signature_delta","signature":"EqQBCg=="}}"""),
            Frame("content_block_stop", """{"type":"content_block_stop","index":1}"""),
            Frame("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":9},"context_management":{"applied_edits":[]}}"""),
            Frame("message_stop", """{"type":"message_stop"}"""),
        ];
        gateway.Upstream.Script("fake", new Reply { RawFrames = frames });
        using var response = await gateway.PostAsync("/v1/messages", Request.Replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\"", StringComparison.Ordinal));
        (await response.Content.ReadAsStringAsync()).ShouldBe(string.Concat(frames));
    }

    [Theory]
    [InlineData("fake-comments-crlf-trickle-7")]
    [InlineData("fake-no-space-burst")]
    public async Task Wire05_50_Odd_frames_are_made_canonical(string name)
    {
        await using var gateway = await MessagesGateway.StartAsync($"claude/{name}");
        using var response = await gateway.AskAsync($"claude/{name}", stream: true);
        (await response.WireEventsAsync()).Text().ShouldBe($"Hello from {name}.");
    }

    [Theory]
    [InlineData("fake-usage-none")]
    [InlineData("fake-usage-null")]
    [InlineData("fake-no-finish")]
    public async Task Wire14_52_What_clients_read_is_made_up_where_an_upstream_leaves_it_out(string name)
    {
        await using var gateway = await MessagesGateway.StartAsync($"claude/{name}");
        using var streamed = await gateway.AskAsync($"claude/{name}", stream: true);
        var events = await streamed.WireEventsAsync();
        events[0].GetProperty("message").GetProperty("usage").GetProperty("input_tokens").GetInt32().ShouldBeGreaterThan(0);
        events[^2].Type().ShouldBe("message_delta");
        events[^2].GetProperty("delta").GetProperty("stop_reason").GetString().ShouldBe("end_turn");
        events[^2].GetProperty("usage").GetProperty("output_tokens").GetInt32().ShouldBeGreaterThan(0);

        using var whole = await gateway.AskAsync($"claude/{name}");
        var message = await whole.JsonAsync();
        message.GetProperty("stop_reason").GetString().ShouldBe("end_turn");
        message.GetProperty("usage").GetProperty("input_tokens").GetInt32().ShouldBeGreaterThan(0);
        message.GetProperty("usage").GetProperty("output_tokens").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Wire34_Nulls_are_left_out()
    {
        await using var gateway = await AliasAsync();
        await gateway.MessageAsync("""{"model":"alias","max_tokens":5,"temperature":null,"messages":[{"role":"user","content":"hi"}],"system":null}""");
        gateway.Upstream.Requests.Only.Text.ShouldBe("""{"model":"fake","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}""");
    }

    [Fact]
    public async Task A_server_that_does_not_stream_is_taken_all_the_same()
    {
        await using var gateway = await AliasAsync();
        gateway.Upstream.Script("fake", new Reply
        {
            ContentType = "application/json",
            RawBody = """{"id":"msg_1","content":[{"type":"text","text":"Hi"}],"stop_reason":"stop_sequence","stop_sequence":"END","usage":{"input_tokens":1,"output_tokens":2}}""",
        });
        using var response = await gateway.AskAsync("alias", stream: true);
        var events = await response.WireEventsAsync();
        events.Text().ShouldBe("Hi");
        events[^2].GetProperty("delta").ToString().ShouldBe("""{"stop_reason":"stop_sequence","stop_sequence":"END"}""");
    }

    [Fact]
    public async Task Many_at_once_do_not_mix_their_buffers()
    {
        await using var gateway = await MessagesGateway.StartAsync("claude/fake", "fake");
        gateway.Upstream.Script("fake", request => Reply.Of(request.Json.GetProperty("messages")[0].GetProperty("content").GetString()!));
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var word = new string((char)('a' + i % 26), 1 + i * 7);
            using var response = await gateway.PostAsync("/v1/messages", MessagesGateway.Body(
                i % 3 == 0 ? "fake" : "claude/fake", i % 2 == 0 ? ",\"stream\":true" : "", $$"""[{"role":"user","content":"{{word}}"}]"""));
            return i % 2 == 0
                ? (await response.WireEventsAsync()).Text() == word
                : (await response.JsonAsync()).GetProperty("content")[0].GetProperty("text").GetString() == word;
        }));
        answers.ShouldAllBe(right => right);
    }

    private static Task<TestGateway> AliasAsync() => TestGateway.StartAsync(
        (builder, upstream) => builder.AddProvider("claude", Models.ProviderKinds.Anthropic, upstream.BaseUrl, "sk-upstream")
            .AddModel("alias", "claude", upstreamModel: "fake"),
        []);

    private static string Frame(string type, string data) => $"event: {type}\ndata: {data}\n\n";
}
