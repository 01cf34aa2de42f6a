using System.Net;
using System.Text.Json;
using Baton.Testing;

namespace Baton.Server.Tests.Endpoints.Anthropic;

/// <summary>Anthropic's Messages, whichever wire the upstream speaks.</summary>
public sealed class MessagesTests
{
    [Theory]
    [InlineData("fake")]
    [InlineData("claude/fake")]
    [InlineData("llama/fake")]
    public async Task Answers_with_a_whole_message(string model)
    {
        await using var gateway = await MessagesGateway.StartAsync(model);
        using var response = await gateway.AskAsync(model);
        var message = await response.JsonAsync();
        message.GetProperty("id").GetString()!.ShouldStartWith("msg_");
        (message.Type(), message.GetProperty("role").GetString(), message.GetProperty("model").GetString()).ShouldBe(("message", "assistant", "fake"));
        message.GetProperty("content").ToString().ShouldBe("""[{"type":"text","text":"Hello from fake."}]""");
        message.GetProperty("stop_reason").GetString().ShouldBe("end_turn");
        message.GetProperty("stop_sequence").ValueKind.ShouldBe(JsonValueKind.Null);
        message.GetProperty("usage").GetProperty("input_tokens").GetInt32().ShouldBe(12);
        message.GetProperty("usage").GetProperty("output_tokens").GetInt32().ShouldBe(4);
        response.Header("x-baton-deployment")!.ShouldStartWith($"{model}@");
        response.Header("request-id").ShouldBe(response.Header("x-request-id"));
    }

    [Theory]
    [InlineData("fake")]
    [InlineData("claude/fake")]
    [InlineData("llama/fake")]
    public async Task Wire50_51_52_A_streams_events_come_in_order_with_real_counts(string model)
    {
        await using var gateway = await MessagesGateway.StartAsync(model);
        using var response = await gateway.AskAsync(model, stream: true);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream");
        response.Header("X-Accel-Buffering").ShouldBe("no");
        var events = await response.WireEventsAsync();
        events.Select(e => e.Type()).Distinct().ShouldBe(
            ["message_start", "ping", "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop"]);
        events.Text().ShouldBe("Hello from fake.");
        var start = events[0].GetProperty("message");
        start.GetProperty("id").GetString()!.ShouldStartWith("msg_");
        start.GetProperty("content").GetArrayLength().ShouldBe(0);
        start.GetProperty("stop_reason").ValueKind.ShouldBe(JsonValueKind.Null);
        start.GetProperty("usage").GetProperty("input_tokens").GetInt32().ShouldBeGreaterThan(0);
        var end = events[^2];
        end.GetProperty("delta").GetProperty("stop_reason").GetString().ShouldBe("end_turn");
        end.GetProperty("usage").GetProperty("output_tokens").GetInt32().ShouldBe(4);
    }

    [Theory]
    [InlineData("fake-tools", 1)]
    [InlineData("claude/fake-tools", 1)]
    [InlineData("llama/fake-tools", 1)]
    [InlineData("fake-tools-2", 2)]
    [InlineData("claude/fake-tools-2", 2)]
    [InlineData("llama/fake-tools-2", 2)]
    [InlineData("fake-tools-2-index-missing", 2)]
    [InlineData("fake-tools-2-args-empty", 2)]
    public async Task Wire22_50_53_Tools_are_called_whole_and_streamed_and_their_results_go_back(string model, int calls)
    {
        await using var gateway = await MessagesGateway.StartAsync(model);
        var tools = $",\"tools\":[{MessagesGateway.Weather}]";
        using var whole = await gateway.AskAsync(model, tools);
        var message = await whole.JsonAsync();
        message.GetProperty("stop_reason").GetString().ShouldBe("tool_use");
        using var streamed = await gateway.AskAsync(model, tools, stream: true);
        var events = await streamed.WireEventsAsync();
        events[^2].GetProperty("delta").GetProperty("stop_reason").GetString().ShouldBe("tool_use");
        List<JsonElement>[] answers = [[.. message.GetProperty("content").EnumerateArray()], events.Blocks()];
        foreach (var blocks in answers)
        {
            blocks.Count.ShouldBe(calls);
            blocks.ShouldAllBe(b => b.Type() == "tool_use" && b.GetProperty("name").GetString() == "get_weather");
            blocks.ShouldAllBe(b => b.GetProperty("input").ValueKind == JsonValueKind.Object);
            var ids = blocks.Select(b => b.GetProperty("id").GetString()!).ToList();
            ids.ShouldBeUnique();
            ids.ShouldAllBe(id => id.Length > 0 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '_' || c == '-'));
        }

        var results = answers[0].Select(b => new { type = "tool_result", tool_use_id = b.GetProperty("id").GetString(), content = "sunny" });
        var history = $$"""[{"role":"user","content":"hi"},{"role":"assistant","content":{{message.GetProperty("content").GetRawText()}}},{"role":"user","content":{{JsonSerializer.Serialize(results)}}}]""";
        var final = await gateway.MessageAsync(MessagesGateway.Body(model, tools, history));
        final.GetProperty("content")[0].GetProperty("text").GetString()!.ShouldStartWith("Hello from");
        gateway.Upstream.Requests.Last.Text.ShouldContain("sunny");
    }

    [Fact]
    public async Task Wire53_A_calls_arguments_go_out_as_they_come()
    {
        await using var gateway = await MessagesGateway.StartAsync("fake-tools");
        gateway.Upstream.Script("fake-tools", new Reply { ToolCalls = [new FakeToolCall("call_1", "f", """{"text":"long"}""")], HangAfter = 3 });
        using var response = await gateway.AskAsync("fake-tools", stream: true);
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(stream);
        string? line;
        do
        {
            line = await reader.ReadLineAsync();
        }
        while (line?.Contains("input_json_delta", StringComparison.Ordinal) == false);
        line.ShouldNotBeNull();
    }

    [Fact]
    public async Task Wire50_53_Calls_whose_pieces_come_mixed_are_blocks_one_after_another()
    {
        await using var gateway = await MessagesGateway.StartAsync("fake");
        string[] deltas =
        [
            """{"role":"assistant","content":"So: "}""",
            """{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{\"n\":"}}]}""",
            """{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}}]}""",
            """{"content":"then"}""",
            """{"tool_calls":[{"index":1,"function":{"arguments":"{\"m\":2}"}}]}""",
            """{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}""",
            """{"tool_calls":[{"index":2,"id":"c","type":"function","function":{"name":"h","arguments":"{}"}}]}""",
        ];
        const string Head = "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":";
        gateway.Upstream.Script("fake", new Reply
        {
            RawFrames = [.. deltas.Select(d => $"{Head}{d},\"finish_reason\":null}}]}}\n\n"), Head + "{},\"finish_reason\":\"tool_calls\"}]}\n\n", "data: [DONE]\n\n"],
        });
        using var response = await gateway.AskAsync("fake", stream: true);
        var blocks = (await response.WireEventsAsync()).Blocks();
        blocks.Where(b => b.Type() == "tool_use").Select(b => $"{b.GetProperty("id")} {b.GetProperty("input")}").ShouldBe(["a {\"n\":1}", "c {}", "b {\"m\":2}"]);
        string.Concat(blocks.Where(b => b.Type() == "text").Select(b => b.GetProperty("text").GetString())).ShouldBe("So: then");
    }

    [Theory]
    [InlineData("fake-reasoning")]
    [InlineData("claude/fake-reasoning")]
    [InlineData("llama/fake-reasoning")]
    public async Task Wire50_54_Thoughts_are_a_block_of_their_own_before_the_text(string model)
    {
        await using var gateway = await MessagesGateway.StartAsync(model);
        using var whole = await gateway.AskAsync(model);
        using var streamed = await gateway.AskAsync(model, stream: true);
        List<JsonElement>[] answers =
            [[.. (await whole.JsonAsync()).GetProperty("content").EnumerateArray()], (await streamed.WireEventsAsync()).Blocks()];
        foreach (var blocks in answers)
        {
            blocks.Select(b => b.Type()).ShouldBe(["thinking", "text"]);
            blocks[0].GetProperty("thinking").GetString().ShouldBe("Let me think.");
            blocks[0].GetProperty("signature").GetString().ShouldBe(model[0] == 'c' ? "c2lnbmVk" : "baton:fake-reasoning");
        }
    }

    [Theory]
    [InlineData("fake-chunks-9")]
    [InlineData("claude/fake-chunks-9")]
    [InlineData("llama/fake-chunks-9")]
    public async Task The_bound_on_the_answer_is_told(string model)
    {
        await using var gateway = await MessagesGateway.StartAsync(model);
        var body = MessagesGateway.Body(model).Replace("100", "3", StringComparison.Ordinal);
        (await gateway.MessageAsync(body)).GetProperty("stop_reason").GetString().ShouldBe("max_tokens");
    }

    [Fact]
    public async Task Wire27_Cached_tokens_are_apart_from_the_input()
    {
        await using var gateway = await MessagesGateway.StartAsync("fake-cached-8");
        using var whole = await gateway.AskAsync("fake-cached-8");
        using var streamed = await gateway.AskAsync("fake-cached-8", stream: true);
        JsonElement[] usages = [(await whole.JsonAsync()).GetProperty("usage"), (await streamed.WireEventsAsync())[^2].GetProperty("usage")];
        foreach (var usage in usages)
        {
            usage.GetProperty("input_tokens").GetInt32().ShouldBe(12);
            usage.GetProperty("cache_read_input_tokens").GetInt32().ShouldBe(8);
            usage.GetProperty("cache_creation_input_tokens").GetInt32().ShouldBe(0);
        }
    }

    [Theory]
    [InlineData("finish-content_filter", "refusal")]
    [InlineData("finish-length", "max_tokens")]
    [InlineData("no-finish", "end_turn")]
    public async Task Wire14_The_reason_of_the_end_is_in_the_words_of_this_wire(string word, string reason)
    {
        await using var gateway = await MessagesGateway.StartAsync($"fake-{word}");
        using var streamed = await gateway.AskAsync($"fake-{word}", stream: true);
        (await streamed.WireEventsAsync())[^2].GetProperty("delta").GetProperty("stop_reason").GetString().ShouldBe(reason);
    }

    [Theory]
    [InlineData("/v1/messages?beta=true")]
    [InlineData("/messages")]
    [InlineData("/v1/messages/")]
    [InlineData("/v1/v1/messages")]
    public async Task Wire44_57_Paths_work_however_a_base_address_was_put_together(string path)
    {
        await using var gateway = await MessagesGateway.StartAsync("fake");
        using var response = await gateway.PostAsync(path, MessagesGateway.Body("fake"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Wire01_Each_event_goes_out_when_it_comes()
    {
        await using var gateway = await MessagesGateway.StartAsync("fake");
        gateway.Upstream.Script("fake", new Reply { Pieces = ["one", "two"], HangAfter = 2 });
        using var response = await gateway.AskAsync("fake", stream: true);
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(stream);
        string? line;
        do
        {
            line = await reader.ReadLineAsync();
        }
        while (line?.Contains("one", StringComparison.Ordinal) == false);
        line.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("fake", 2)]
    [InlineData("claude/fake", 5)]
    public async Task Wire45_A_caller_who_goes_away_cancels_the_upstream(string model, int framesToText)
    {
        await using var gateway = await MessagesGateway.StartAsync(model);
        gateway.Upstream.Script("fake", new Reply { HangAfter = framesToText });
        var response = await gateway.AskAsync(model, stream: true);
        await using (var stream = await response.Content.ReadAsStreamAsync())
        {
            (await stream.ReadAsync(new byte[10])).ShouldBeGreaterThan(0);
        }

        response.Dispose();
        (await gateway.Upstream.Requests.WaitForAbort("fake")).AbortedByClient.ShouldBeTrue();
    }

    [Fact]
    public async Task Wire04_Pings_are_sent_while_a_model_loads_only_where_a_setting_says_so()
    {
        await using var gateway = await MessagesGateway.StartAsync(
            attempts: 1, ["fake"], o => o with { Server = o.Server with { KeepAliveComments = TimeSpan.FromMilliseconds(20) } });
        gateway.Upstream.Script("fake", new Reply { Text = "late", FirstDelay = TimeSpan.FromMilliseconds(300) });
        using var response = await gateway.AskAsync("fake", stream: true);
        var events = await response.WireEventsAsync();
        events[0].Type().ShouldBe("ping");
        events.Text().ShouldBe("late");
    }
}
