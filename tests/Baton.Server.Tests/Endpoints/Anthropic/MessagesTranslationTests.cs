using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Server.Tests.Endpoints.Anthropic;

/// <summary>What an upstream of another wire is sent.</summary>
public sealed class MessagesTranslationTests
{
    private const string Png = "iVBORw0KGgo=";

    [Fact]
    public async Task Options_are_said_in_the_words_of_the_other_wire()
    {
        await using var gateway = await MessagesGateway.StartAsync("fake");
        var sent = await SentAsync(gateway, MessagesGateway.Body(
            "fake",
            """
            ,"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Be kind."}],
            "stop_sequences":["END"],"temperature":0.5,"top_p":0.9,"top_k":4,"metadata":{"user_id":"ada"},
            "thinking":{"type":"enabled","budget_tokens":8000},
            "tools":[{"name":"f","description":"Does it.","input_schema":{"type":"object","properties":{"a":{"type":"integer"}}},"cache_control":{"type":"ephemeral"}}],
            "tool_choice":{"type":"any","disable_parallel_tool_use":true}
            """));
        ShouldSay(sent, """
            {"model":"fake","messages":[{"role":"system","content":"Be brief.\nBe kind."},{"role":"user","content":"hi"}],
            "temperature":0.5,"top_p":0.9,"top_k":4,"max_tokens":100,"stop":["END"],"reasoning_effort":"medium",
            "tools":[{"type":"function","function":{"name":"f","description":"Does it.","parameters":{"type":"object","properties":{"a":{"type":"integer"}}}}}],
            "tool_choice":"required","parallel_tool_calls":false,"user":"ada"}
            """);
    }

    [Theory]
    [InlineData("""{"type":"auto"}""", "\"auto\"")]
    [InlineData("""{"type":"none"}""", "\"none\"")]
    [InlineData("""{"type":"any"}""", "\"required\"")]
    [InlineData("""{"type":"tool","name":"get_weather"}""", """{"type":"function","function":{"name":"get_weather"}}""")]
    public async Task Wire33_Whether_a_tool_must_be_called(string choice, string said)
    {
        await using var gateway = await MessagesGateway.StartAsync("fake");
        var sent = await SentAsync(gateway, MessagesGateway.Body("fake", $",\"tools\":[{MessagesGateway.Weather}],\"tool_choice\":{choice}"));
        sent.GetProperty("tool_choice").GetRawText().ShouldBe(said);
        sent.TryGetProperty("parallel_tool_calls", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(""","output_format":{"type":"json_schema","schema":{"type":"object"}}""")]
    [InlineData(""","output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}""")]
    public async Task Wire32_A_schema_under_either_name(string format)
    {
        await using var gateway = await MessagesGateway.StartAsync("fake-json");
        var sent = await SentAsync(gateway, MessagesGateway.Body("fake-json", format));
        sent.GetProperty("response_format").GetProperty("json_schema").GetProperty("schema").ToString().ShouldBe("""{"type":"object"}""");
    }

    [Fact]
    public async Task Wire22_23_54_A_history_with_everything_in_it()
    {
        await using var gateway = await MessagesGateway.StartAsync("fake");
        var sent = await SentAsync(gateway, MessagesGateway.Body("fake", "", $$"""
            [{"role":"user","content":[{"type":"text","text":"Look:"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{Png}}"} },
               {"type":"image","source":{"type":"url","url":"https://example.org/cat.jpg"} }]},
             {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"EqQB"},{"type":"redacted_thinking","data":"x"},
               {"type":"text","text":"I will."},{"type":"tool_use","id":"toolu_1","name":"f","input":{"a":1} },{"type":"tool_use","id":"toolu_2","name":"g","input":{} }]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"one"},{"type":"text","text":"two"}]},
               {"type":"tool_result","tool_use_id":"toolu_2","is_error":true,"content":"broken"},{"type":"text","text":"And?"}]}]
            """));
        ShouldSay(sent.GetProperty("messages"), $$"""
            [{"role":"user","content":[{"type":"text","text":"Look:"},{"type":"image_url","image_url":{"url":"data:image/png;base64,{{Png}}"} },
               {"type":"image_url","image_url":{"url":"https://example.org/cat.jpg"} }]},
             {"role":"assistant","content":"I will.","tool_calls":[{"id":"toolu_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"} },
               {"id":"toolu_2","type":"function","function":{"name":"g","arguments":"{}"} }]},
             {"role":"tool","tool_call_id":"toolu_1","content":"one\ntwo"},{"role":"tool","tool_call_id":"toolu_2","content":"broken"},
             {"role":"user","content":"And?"}]
            """);
    }

    [Fact]
    public async Task Wire35_54_A_thought_goes_back_to_the_model_that_had_it_and_to_no_other()
    {
        await using var gateway = await MessagesGateway.StartAsync("fake-reasoning", "fake", "claude/fake", "llama/fake");
        var first = await gateway.MessageAsync(MessagesGateway.Body("fake-reasoning"));
        var history = $$"""[{"role":"user","content":"hi"},{"role":"assistant","content":{{first.GetProperty("content").GetRawText()}}},{"role":"user","content":"and?"}]""";
        (await SentAsync(gateway, MessagesGateway.Body("fake-reasoning", "", history)))
            .GetProperty("messages")[1].GetProperty("reasoning_content").GetString().ShouldBe("Let me think.");
        foreach (var other in new[] { "fake", "claude/fake", "llama/fake" })
        {
            (await SentAsync(gateway, MessagesGateway.Body(other, "", history))).ToString().ShouldNotContain("Let me think.");
        }
    }

    [Theory]
    [InlineData("fake", """{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}""")]
    [InlineData("llama/fake", "\"images\":[\"iVBORw0KGgo=\"]")]
    public async Task What_a_tool_shows_is_shown(string model, string said)
    {
        await using var gateway = await MessagesGateway.StartAsync(model);
        var sent = await SentAsync(gateway, MessagesGateway.Body(model, "", $$"""
            [{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{} }]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"see"},
               {"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{Png}}"} }]}]}]
            """));
        sent.GetRawText().ShouldContain(said);
        sent.GetRawText().ShouldContain("\"content\":\"see\"");
    }

    [Fact]
    public async Task Documents_are_text_where_they_are_text_and_files_where_they_are_pdf()
    {
        await using var gateway = await MessagesGateway.StartAsync("fake");
        var sent = await SentAsync(gateway, MessagesGateway.Body("fake", "", """
            [{"role":"user","content":[{"type":"document","title":"Notes","source":{"type":"text","media_type":"text/plain","data":"One."}},
              {"type":"document","title":"a.pdf","source":{"type":"base64","media_type":"application/pdf","data":"JVBERg=="}},
              {"type":"search_result","title":"T","source":"https://example.org","content":[{"type":"text","text":"Found."}]}]}]
            """));
        ShouldSay(sent.GetProperty("messages")[0].GetProperty("content"), """
            [{"type":"text","text":"Notes\nOne."},
             {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERg=="}},
             {"type":"text","text":"T\nhttps://example.org\nFound."}]
            """);
    }

    [Theory]
    [InlineData("llama/fake", """{"type":"base64","media_type":"application/pdf","data":"JVBERg=="}""")]
    [InlineData("fake", """{"type":"url","url":"https://example.org/a.pdf"}""")]
    public async Task A_document_that_a_target_cannot_take_is_refused_rather_than_lost(string model, string source)
    {
        await using var gateway = await MessagesGateway.StartAsync(model);
        using var response = await gateway.PostAsync("/v1/messages", MessagesGateway.Body(
            model, "", $$"""[{"role":"user","content":[{"type":"document","source":{{source}}}]}]"""));
        ((int)response.StatusCode).ShouldBe(400);
        (await response.WireErrorAsync()).GetProperty("message").GetString()!.ShouldContain("application/pdf");
    }

    [Theory]
    [InlineData("fake")]
    [InlineData("llama/fake")]
    public async Task Wire31_What_only_this_wire_has_is_named_as_dropped(string model)
    {
        await using var gateway = await MessagesGateway.StartAsync(model);
        using var response = await gateway.PostAsync("/v1/messages", MessagesGateway.Body(
            model,
            $$"""
            ,"service_tier":"auto","container":"c1","metadata":{"user_id":null},
            "tools":[{"type":"web_search_20250305","name":"web_search"},{{MessagesGateway.Weather}}]
            """,
            """[{"role":"user","content":[{"type":"text","text":"x"},{"type":"container_upload","file_id":"f1"}]}]"""));
        response.EnsureSuccessStatusCode();
        response.Header("x-baton-dropped")!.Split(", ").Order().ShouldBe(["container", "messages.container_upload", "service_tier", "tools.web_search"]);
        var sent = gateway.Upstream.Requests.Only;
        sent.Json.GetProperty("tools").GetArrayLength().ShouldBe(1);
        sent.Text.ShouldNotContain("container");
        sent.Text.ShouldNotContain("service_tier");
    }

    [Fact]
    public async Task Wire31_A_tool_of_the_vendors_alone_leaves_no_empty_list()
    {
        await using var gateway = await MessagesGateway.StartAsync("fake");
        var sent = await SentAsync(gateway, MessagesGateway.Body("fake", ",\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}],\"tool_choice\":{\"type\":\"auto\"}"));
        sent.TryGetProperty("tools", out _).ShouldBeFalse();
        sent.TryGetProperty("tool_choice", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Thinking_that_a_model_cannot_do_is_named_and_a_bound_beyond_its_own_is_its_own()
    {
        await using var gateway = await TestGateway.StartAsync(
            (builder, _) => builder.AddModel("fake", "up", card => card with { Capabilities = ["tools"], MaxOutputTokens = 50 }), []);
        using var response = await gateway.AskAsync("fake", ",\"thinking\":{\"type\":\"adaptive\"}");
        response.Header("x-baton-dropped").ShouldBe("thinking");
        gateway.Upstream.Requests.Only.Json.TryGetProperty("reasoning_effort", out _).ShouldBeFalse();
        gateway.Upstream.Requests.Only.Json.GetProperty("max_tokens").GetInt32().ShouldBe(50);
    }

    [Fact]
    public async Task A_users_name_that_is_too_long_elsewhere_is_hashed()
    {
        await using var gateway = await MessagesGateway.StartAsync("fake");
        var sent = await SentAsync(gateway, MessagesGateway.Body("fake", $",\"metadata\":{{\"user_id\":\"{new string('u', 150)}\"}}"));
        sent.GetProperty("user").GetString()!.Length.ShouldBe(64);
    }

    [Fact]
    public async Task Wire22_Calls_that_another_vendor_numbered_are_renamed_for_this_wire_and_all_else_stays()
    {
        await using var gateway = await MessagesGateway.StartAsync("claude/fake");
        const string More = ""","service_tier":"auto","x_unknown":{"a":1.0},"metadata":{"user_id":"ada","y":1},"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],"tools":[{"type":"web_search_20250305","name":"web_search"},{"name":"f","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"},"z":1}]""";
        var sent = await SentAsync(gateway, MessagesGateway.Body("claude/fake", More, """
            [{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}},
               {"type":"document","title":"T","citations":{"enabled":true},"source":{"type":"text","media_type":"text/plain","data":"One."}}]},
             {"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"EqQB"},{"type":"block_of_tomorrow","x":[1]},{"type":"tool_use","id":"call.0","name":"f","input":{"a":1}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"call.0","content":[{"type":"text","text":"r"}],"cache_control":{"type":"ephemeral"}}]}]
            """));
        ShouldSay(sent, """
            {"model":"fake","max_tokens":100,"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],"messages":
            [{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}},
               {"type":"document","title":"T","citations":{"enabled":true},"source":{"type":"text","media_type":"text/plain","data":"One."}}]},
             {"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"EqQB"},{"type":"block_of_tomorrow","x":[1]},{"type":"tool_use","id":"call_0","name":"f","input":{"a":1}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_0","content":[{"type":"text","text":"r"}],"cache_control":{"type":"ephemeral"}}]}],
            "tools":[{"type":"web_search_20250305","name":"web_search"},{"name":"f","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"},"z":1}],
            "service_tier":"auto","x_unknown":{"a":1.0},"metadata":{"user_id":"ada","y":1}}
            """);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wire54_A_signed_thought_that_is_not_shown_is_kept(bool stream)
    {
        await using var gateway = await TestGateway.StartAsync(
            (builder, upstream) => builder.AddProvider("claude", Models.ProviderKinds.Anthropic, upstream.BaseUrl).AddModel("fake", "claude"),
            [],
            o => o with { Roles = [new Models.Configuration.RoleOptions { Name = "writer", Model = "fake", System = "You write." }] });
        gateway.Upstream.Script("fake", new Testing.Reply
        {
            RawFrames =
            [
                """data: {"type":"message_start","message":{"id":"msg_1","model":"m","usage":{"input_tokens":1,"output_tokens":1}}}""" + "\n\n",
                """data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""" + "\n\n",
                """data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqQB"}}""" + "\n\n",
                """data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":"Hi"}}""" + "\n\n",
                """data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}""" + "\n\n",
                """data: {"type":"message_stop"}""" + "\n\n",
            ],
            RawBody = stream ? null : """{"id":"msg_1","content":[{"type":"thinking","thinking":"","signature":"EqQB"},{"type":"text","text":"Hi"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2}}""",
        });
        using var response = await gateway.AskAsync("role:writer", stream: stream);
        var blocks = stream ? (await response.WireEventsAsync()).Blocks() : [.. (await response.JsonAsync()).GetProperty("content").EnumerateArray()];
        blocks.Select(b => b.GetRawText()).ShouldBe(["""{"type":"thinking","thinking":"","signature":"EqQB"}""", """{"type":"text","text":"Hi"}"""]);
    }

    [Fact]
    public async Task A_role_with_a_prompt_of_its_own_keeps_the_callers_fields()
    {
        await using var gateway = await TestGateway.StartAsync(
            (builder, upstream) => builder.AddProvider("claude", Models.ProviderKinds.Anthropic, upstream.BaseUrl).AddModel("fake", "claude"),
            [],
            o => o with { Roles = [new Models.Configuration.RoleOptions { Name = "writer", Model = "fake", System = "You write." }] });
        var sent = await SentAsync(gateway, MessagesGateway.Body("role:writer", ",\"system\":\"Be brief.\",\"x_unknown\":1"));
        sent.GetProperty("system").GetString().ShouldBe("You write.\n\nBe brief.");
        sent.GetProperty("x_unknown").GetInt32().ShouldBe(1);
    }

    private static async Task<JsonElement> SentAsync(TestGateway gateway, string body)
    {
        await gateway.MessageAsync(body);
        return gateway.Upstream.Requests.Last.Json;
    }

    private static void ShouldSay(JsonElement sent, string expected) =>
        JsonNode.DeepEquals(JsonNode.Parse(sent.GetRawText()), JsonNode.Parse(expected)).ShouldBeTrue(sent.GetRawText());
}
