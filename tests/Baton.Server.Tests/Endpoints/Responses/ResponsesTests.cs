using System.Net;
using System.Text.Json;
using Baton.Server.Tests.Clients;
using Baton.Testing;

namespace Baton.Server.Tests.Endpoints.Responses;

/// <summary>Answers of <c>/v1/responses</c>, whole and streamed, from every wire.</summary>
public sealed class ResponsesTests
{
    private const string Tools = """,{"type":"function","name":"get_time","strict":false,"parameters":{"type":"object","properties":{}}}""";

    private const string Weather =
        """,  "tools":[{"type":"function","name":"get_weather","description":"The weather.","strict":true,"parameters":{"type":"object","properties":{"city":{"type":"string"}}}}]""";

    public static TheoryData<string> Wires(string name) => new($"{name}", $"claude/{name}", $"llama/{name}");

    [Theory]
    [MemberData(nameof(Wires), "fake")]
    public async Task A_whole_answer_is_complete(string model)
    {
        await using var gateway = await OpenAISdk.GatewayAsync(model);
        using var response = await gateway.RespondAsync(model, ""","temperature":0.5,"instructions":"Be brief.","metadata":{"a":"b"},"x_unknown":1,"max_tool_calls":2""");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Header("x-baton-deployment").ShouldStartWith(model);
        response.Header("x-baton-dropped").ShouldBe("x_unknown, max_tool_calls");
        var body = await response.JsonAsync();
        body.Text("id").ShouldStartWith("resp_");
        body.Text("object").ShouldBe("response");
        body.Text("status").ShouldBe("completed");
        body.GetProperty("created_at").GetInt64().ShouldBePositive();
        body.Text("model").ShouldBe("fake");
        body.GetProperty("error").ValueKind.ShouldBe(JsonValueKind.Null);
        body.GetProperty("incomplete_details").ValueKind.ShouldBe(JsonValueKind.Null);
        body.Text("instructions").ShouldBe("Be brief.");
        body.GetProperty("temperature").GetDouble().ShouldBe(0.5);
        body.GetProperty("metadata").Text("a").ShouldBe("b");
        body.GetProperty("parallel_tool_calls").GetBoolean().ShouldBeTrue();
        body.Text("tool_choice").ShouldBe("auto");
        body.GetProperty("tools").GetArrayLength().ShouldBe(0);
        body.GetProperty("text").GetProperty("format").Text("type").ShouldBe("text");
        var message = body.Items().ShouldHaveSingleItem();
        message.Text("id").ShouldStartWith("msg_");
        message.Text("status").ShouldBe("completed");
        message.Text("role").ShouldBe("assistant");
        message.GetProperty("content")[0].Text("text").ShouldBe("Hello from fake.");
        message.GetProperty("content")[0].GetProperty("annotations").GetArrayLength().ShouldBe(0);
        var usage = body.GetProperty("usage");
        (usage.GetProperty("input_tokens").GetInt32(), usage.GetProperty("output_tokens").GetInt32(), usage.GetProperty("total_tokens").GetInt32()).ShouldBe((12, 4, 16));
        usage.GetProperty("input_tokens_details").GetProperty("cached_tokens").GetInt32().ShouldBe(0);
        usage.GetProperty("output_tokens_details").GetProperty("reasoning_tokens").GetInt32().ShouldBe(0);
        gateway.Upstream.Requests.Only.Text.ShouldContain("Be brief.");
    }

    [Theory]
    [MemberData(nameof(Wires), "fake")]
    public async Task Wire46_47_49_A_stream_is_one_lifecycle_in_order(string model)
    {
        await using var gateway = await OpenAISdk.GatewayAsync(model);
        using var response = await gateway.RespondAsync(model, stream: true);
        response.Header("x-baton-deployment").ShouldStartWith(model);
        var events = await response.ResponseEventsAsync();
        events.Select(Events.Type).Where(t => t != "response.output_text.delta").ShouldBe(
        [
            "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added",
            "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed",
        ]);
        string.Concat(events.Of("response.output_text.delta").Select(e => e.Text("delta"))).ShouldBe("Hello from fake.");
        events.Of("response.output_text.done").Single().Text("text").ShouldBe("Hello from fake.");
        events.Of("response.output_text.delta").Select(e => (e.Text("item_id"), e.GetProperty("output_index").GetInt32(), e.GetProperty("content_index").GetInt32()))
            .Distinct().ShouldHaveSingleItem().ShouldBe((events[2].GetProperty("item").Text("id"), 0, 0));
        events[0].GetProperty("response").Text("status").ShouldBe("in_progress");
        events[2].GetProperty("item").Text("status").ShouldBe("in_progress");
        var end = events[^1].GetProperty("response");
        end.Text("id").ShouldBe(events[0].GetProperty("response").Text("id"));
        end.Text("status").ShouldBe("completed");
        end.Text("model").ShouldBe("fake");
        end.Items().Single().GetProperty("content")[0].Text("text").ShouldBe("Hello from fake.");
        end.GetProperty("usage").GetProperty("total_tokens").GetInt32().ShouldBe(16);
    }

    [Theory]
    [MemberData(nameof(Wires), "fake-reasoning-tools-2")]
    public async Task Wire46_47_Reasoning_and_parallel_calls_are_items_of_their_own(string model)
    {
        await using var gateway = await OpenAISdk.GatewayAsync(model);
        using var whole = await gateway.RespondAsync(model, Weather);
        var items = (await whole.JsonAsync()).Items();
        items.Select(Events.Type).ShouldBe(["reasoning", "function_call", "function_call"]);
        items[0].GetProperty("summary")[0].Text("text").ShouldBe("Let me think.");
        items[1].Text("id").ShouldStartWith("fc_");
        items.Skip(1).Select(c => (c.Text("name"), c.Text("arguments"), c.Text("status")))
            .ShouldBe([("get_weather", """{"city":"Paris"}""", "completed"), ("get_weather", """{"city":"Rome"}""", "completed")]);
        items[1].Text("call_id").ShouldNotBe(items[2].Text("call_id"));

        using var streamed = await gateway.RespondAsync(model, Weather, stream: true);
        var events = await streamed.ResponseEventsAsync();
        events.Where(e => !e.Type().EndsWith(".delta", StringComparison.Ordinal) && Place(e) != 1).Select(Events.Type).ShouldBe(
        [
            "response.created", "response.in_progress",
            "response.output_item.added", "response.reasoning_summary_part.added", "response.reasoning_summary_text.done",
            "response.reasoning_summary_part.done", "response.output_item.done",
            "response.output_item.added", "response.function_call_arguments.done", "response.output_item.done",
            "response.completed",
        ]);
        foreach (var place in new[] { 1, 2 }) // Calls that come in pieces may be open side by side.
        {
            var steps = events.Where(e => Place(e) == place).ToList();
            steps.Select(Events.Type).Distinct().ShouldBe(
            [
                "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.done", "response.output_item.done",
            ]);
            steps.Skip(1).SkipLast(1).Select(e => e.Text("item_id")).Distinct().ShouldBe([steps[0].GetProperty("item").Text("id")]);
            string.Concat(steps.Of("response.function_call_arguments.delta").Select(e => e.Text("delta")))
                .ShouldBe(steps.Of("response.function_call_arguments.done").Single().Text("arguments"));
        }

        events.Of("response.output_item.added").Select(e => e.GetProperty("output_index").GetInt32()).ShouldBe([0, 1, 2]);
        events.Of("response.output_item.added").Skip(1).ShouldAllBe(e => e.GetProperty("item").Text("arguments").Length == 0);
        string.Concat(events.Of("response.reasoning_summary_text.delta").Select(e => e.Text("delta"))).ShouldBe("Let me think.");
        events[^1].GetProperty("response").Items().Select(Events.Type).ShouldBe(["reasoning", "function_call", "function_call"]);
    }

    [Theory]
    [InlineData("fake-tools-2-index-missing")]
    [InlineData("fake-tools-2-name-late")]
    [InlineData("fake-tools-2-same-chunk")]
    [InlineData("fake-tools-2-id-repeated")]
    [InlineData("fake-tools-2-whole-calls-tools-stop")]
    [InlineData("fake-tools-2-args-empty")]
    public async Task Wire17_20_Calls_are_whole_however_their_pieces_come(string model)
    {
        await using var gateway = await TestGateway.StartAsync(model);
        using var response = await gateway.RespondAsync(model, Weather, stream: true);
        var events = await response.ResponseEventsAsync();
        var items = events[^1].GetProperty("response").Items();
        string[] expected = model.EndsWith("empty", StringComparison.Ordinal) ? ["{}", "{}"] : ["""{"city":"Paris"}""", """{"city":"Rome"}"""];
        items.Select(i => i.Text("arguments")).ShouldBe(expected);
        items.ShouldAllBe(i => i.Text("status") == "completed" && i.Text("name") == "get_weather" && i.Text("call_id").Length > 0);
        events.Of("response.output_item.done").Select(e => e.GetProperty("item").GetRawText()).Order(StringComparer.Ordinal)
            .ShouldBe(items.Select(i => i.GetRawText()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Wire01_A_calls_arguments_go_out_as_they_come()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        gateway.Upstream.Script("fake", new Reply { ToolCalls = [new FakeToolCall("c", "write", """{"text":"a long one"}""")], HangAfter = 3 });
        using var response = await gateway.RespondAsync("fake", Weather, stream: true);
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(stream);
        var seen = "";
        while (!seen.Contains("function_call_arguments.delta", StringComparison.Ordinal))
        {
            seen = await reader.ReadLineAsync() ?? throw new InvalidOperationException("It ended.");
        }
    }

    [Theory]
    [MemberData(nameof(Wires), "fake-chunks-9")]
    public async Task Wire47_An_answer_cut_at_its_bound_is_incomplete(string model)
    {
        await using var gateway = await OpenAISdk.GatewayAsync(model);
        using var whole = await gateway.RespondAsync(model, ",\"max_output_tokens\":3");
        Check(await whole.JsonAsync());
        using var streamed = await gateway.RespondAsync(model, ",\"max_output_tokens\":3", stream: true);
        var last = (await streamed.ResponseEventsAsync())[^1];
        last.Type().ShouldBe("response.incomplete");
        Check(last.GetProperty("response"));

        static void Check(JsonElement response)
        {
            response.Text("status").ShouldBe("incomplete");
            response.GetProperty("incomplete_details").Text("reason").ShouldBe("max_output_tokens");
            response.GetProperty("max_output_tokens").GetInt32().ShouldBe(3);
            response.Items().Single().Text("status").ShouldBe("incomplete");
        }
    }

    [Fact]
    public async Task A_filtered_answer_is_incomplete_and_says_why()
    {
        await using var gateway = await TestGateway.StartAsync("fake-finish-content_filter");
        using var response = await gateway.RespondAsync("fake-finish-content_filter");
        var body = await response.JsonAsync();
        body.Text("status").ShouldBe("incomplete");
        body.GetProperty("incomplete_details").Text("reason").ShouldBe("content_filter");
    }

    [Theory]
    [MemberData(nameof(Wires), "fake-empty")]
    public async Task An_answer_without_words_is_an_empty_message(string model)
    {
        await using var gateway = await OpenAISdk.GatewayAsync(model);
        using var response = await gateway.RespondAsync(model);
        (await response.JsonAsync()).Items().Single().GetProperty("content")[0].Text("text").ShouldBe("");
    }

    [Theory]
    [InlineData("fake-cached-8")]
    [InlineData("claude/fake-cached-8")]
    public async Task Wire27_Cached_tokens_are_inside_the_inputs(string model)
    {
        await using var gateway = await OpenAISdk.GatewayAsync(model);
        using var response = await gateway.RespondAsync(model);
        var usage = (await response.JsonAsync()).GetProperty("usage");
        usage.GetProperty("input_tokens").GetInt32().ShouldBe(20);
        usage.GetProperty("input_tokens_details").GetProperty("cached_tokens").GetInt32().ShouldBe(8);
    }

    [Fact]
    public async Task What_the_chat_wire_has_a_place_for_goes_out()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.RespondAsync(
            "fake",
            Weather.Replace("}]", "}" + Tools + "]", StringComparison.Ordinal) +
            """
            ,"tool_choice":{"type":"function","name":"get_weather"},"parallel_tool_calls":false,"user":"u1","top_p":0.5,"service_tier":"auto",
            "reasoning":{"effort":"low","summary":"auto"},"prompt_cache_key":"k","truncation":"disabled","previous_response_id":null,"store":false,
            "text":{"format":{"type":"json_schema","name":"person","strict":true,"schema":{"type":"object"}},"verbosity":"low"}
            """,
            input: """
            [{"role":"developer","content":"Be kind."},
             {"type":"message","role":"user","content":[{"type":"input_text","text":"Look: "},{"type":"input_image","image_url":"https://x.test/a.png","detail":"low"}]}]
            """);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Header("x-baton-dropped").ShouldBeNull();
        JsonElement.DeepEquals(gateway.Upstream.Requests.Only.Json, JsonElement.Parse(
            """
            {"model":"fake","top_p":0.5,"user":"u1","service_tier":"auto","prompt_cache_key":"k","reasoning_effort":"low","verbosity":"low",
             "tools":[{"type":"function","function":{"name":"get_weather","description":"The weather.","parameters":{"type":"object","properties":{"city":{"type":"string"}}},"strict":true}},
                      {"type":"function","function":{"name":"get_time","parameters":{"type":"object","properties":{}},"strict":false}}],
             "tool_choice":{"type":"function","function":{"name":"get_weather"}},"parallel_tool_calls":false,
             "response_format":{"type":"json_schema","json_schema":{"name":"person","schema":{"type":"object"},"strict":true}},
             "messages":[{"role":"system","content":"Be kind."},
              {"role":"user","content":[{"type":"text","text":"Look: "},{"type":"image_url","image_url":{"url":"https://x.test/a.png","detail":"low"}}]}]}
            """)).ShouldBeTrue(gateway.Upstream.Requests.Only.Text);
    }

    [Fact]
    public async Task Only_the_allowed_tools_are_shown_and_a_web_search_is_dropped_by_name()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.RespondAsync(
            "fake",
            Weather.Replace("}]", "}" + Tools + ",{\"type\":\"web_search\"}]", StringComparison.Ordinal)
            + ""","tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"get_time"}]}""");
        response.Header("x-baton-dropped").ShouldBe("tools.web_search");
        var sent = gateway.Upstream.Requests.Only.Json;
        sent.GetProperty("tools").EnumerateArray().Single().GetProperty("function").Text("name").ShouldBe("get_time");
        sent.Text("tool_choice").ShouldBe("required");
        (await response.JsonAsync()).GetProperty("tools").GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public async Task Calls_and_results_become_the_messages_of_one_turn()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.RespondAsync("fake", input: """
            [{"role":"user","content":"hi"},
             {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Hm."}],"encrypted_content":"another vendor's"},
             {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Let me see.","annotations":[]}]},
             {"type":"function_call","call_id":"c1","name":"a","arguments":"{\"x\":1}"},
             {"type":"function_call","call_id":"c2","name":"b","arguments":""},
             {"type":"function_call_output","call_id":"c1","output":"one"},
             {"type":"function_call_output","call_id":"c2","output":[{"type":"input_text","text":"two"},{"type":"input_image","image_url":"data:image/png;base64,AAAA"}]},
             {"role":"user","content":"and?"}]
            """);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        JsonElement.DeepEquals(gateway.Upstream.Requests.Only.Json.GetProperty("messages"), JsonElement.Parse(
            """
            [{"role":"user","content":"hi"},
             {"role":"assistant","reasoning_content":"Hm.","content":"Let me see.","tool_calls":[
              {"id":"c1","type":"function","function":{"name":"a","arguments":"{\"x\":1}"}},{"id":"c2","type":"function","function":{"name":"b","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"c1","content":"one"},
             {"role":"tool","tool_call_id":"c2","content":"two"},
             {"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},
             {"role":"user","content":"and?"}]
            """)).ShouldBeTrue(gateway.Upstream.Requests.Only.Text);
    }

    [Fact]
    public async Task Wire45_A_caller_who_goes_away_cancels_the_upstream()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        gateway.Upstream.Script("fake", new Reply { Pieces = ["one", "two"], HangAfter = 2 });
        var response = await gateway.RespondAsync("fake", stream: true);
        await using (var stream = await response.Content.ReadAsStreamAsync())
        {
            (await stream.ReadAsync(new byte[10])).ShouldBeGreaterThan(0);
        }

        response.Dispose();
        (await gateway.Upstream.Requests.WaitForAbort("fake")).AbortedByClient.ShouldBeTrue();
    }

    private static int Place(JsonElement e) => e.TryGetProperty("output_index", out var index) ? index.GetInt32() : -1;
}
