using System.Net;
using System.Text;

namespace Baton.Server.Tests.Endpoints.Anthropic;

/// <summary>Failures as clients of Anthropic's API see them.</summary>
public sealed class MessagesErrorTests
{
    public static TheoryData<string, int, string> BeforeTheFirstByte()
    {
        var data = new TheoryData<string, int, string>();
        foreach (var wire in new[] { "", "claude/", "llama/" })
        {
            data.Add($"{wire}fake-status-500", 502, "api_error");
            data.Add($"{wire}fake-status-401", 502, "api_error");
            data.Add($"{wire}fake-status-404", 502, "api_error");
            data.Add($"{wire}fake-status-400", 400, "invalid_request_error");
            data.Add($"{wire}fake-status-413", 413, "request_too_large");
            data.Add($"{wire}fake-status-429-retry-900", 429, "rate_limit_error");
            data.Add($"{wire}fake-status-503", 529, "overloaded_error");
            data.Add($"{wire}fake-status-529", 529, "overloaded_error");
            data.Add($"{wire}fake-error", 502, "api_error");
            data.Add($"{wire}fake-overflow", 400, "invalid_request_error");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(BeforeTheFirstByte))]
    public async Task Wire07_39_55_A_failure_before_the_first_byte_is_a_status_with_this_wires_error(string model, int status, string type)
    {
        await using var gateway = await MessagesGateway.StartAsync(attempts: 1, [model]);
        foreach (var stream in new[] { false, true })
        {
            using var response = await gateway.AskAsync(model, stream: stream);
            ((int)response.StatusCode).ShouldBe(status);
            (await response.WireErrorAsync()).Type().ShouldBe(type);
            response.Header("x-should-retry").ShouldBe("false");
            response.Header("request-id").ShouldNotBeNullOrEmpty();
            response.Header("x-baton-deployment").ShouldNotBeNull();
            if (status is 429 or 529)
            {
                int.Parse(response.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
            }
        }
    }

    // The frames before text differ: a role; a start, a ping and a block; none.
    [Theory]
    [InlineData("fake-error-after-3")]
    [InlineData("fake-cut-after-3")]
    [InlineData("fake-end-after-3")]
    [InlineData("fake-garbage-after-3")]
    [InlineData("claude/fake-error-after-5")]
    [InlineData("claude/fake-cut-after-5")]
    [InlineData("claude/fake-end-after-5")]
    [InlineData("claude/fake-garbage-after-5")]
    [InlineData("llama/fake-error-after-2")]
    [InlineData("llama/fake-cut-after-2")]
    [InlineData("llama/fake-end-after-2")]
    public async Task Wire06_14_55_A_failure_after_text_is_an_error_event_and_a_body_without_an_end(string model)
    {
        await using var gateway = await MessagesGateway.StartAsync(model);
        using var response = await gateway.AskAsync(model, stream: true);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var (events, broken) = await response.BrokenWireEventsAsync();
        broken.ShouldBeTrue();
        events.Text().ShouldBe("Hello from");
        MessagesGateway.ShouldBeError(events[^1]).Type().ShouldBe("api_error");
        events.Select(e => e.Type()).ShouldNotContain("message_stop");
        gateway.Upstream.Requests.Total.ShouldBe(1); // Never a replay.
    }

    [Fact]
    public async Task Wire14_A_stream_of_this_wire_without_its_stop_was_cut()
    {
        await using var gateway = await MessagesGateway.StartAsync(attempts: 1, ["claude/fake-no-done"]);
        using var response = await gateway.AskAsync("claude/fake-no-done", stream: true);
        var (events, broken) = await response.BrokenWireEventsAsync();
        broken.ShouldBeTrue();
        events[^1].Type().ShouldBe("error");
    }

    [Theory]
    [InlineData("claude/fake-error-after-1")]
    [InlineData("claude/fake-cut-after-3")]
    [InlineData("claude/fake-end-after-2")]
    [InlineData("fake-cut-after-1")]
    public async Task A_failure_before_anything_that_counts_moves_on_to_the_next_whatever_its_wire(string first)
    {
        var (provider, name) = first.Split('/') is [var prefix, var rest] ? (prefix, rest) : ("up", first);
        foreach (var next in new[] { "up", "claude", "llama" })
        {
            await using var gateway = await MessagesGateway.StartAsync(attempts: 4, [], o => o with
            {
                Models =
                [
                    new Models.Configuration.ModelOptions
                    {
                        Card = new Models.ModelCard { Id = "m" },
                        Deployments =
                        [
                            new Models.Configuration.DeploymentOptions { Provider = provider, Model = name },
                            new Models.Configuration.DeploymentOptions { Provider = next, Model = "fake" },
                        ],
                    },
                ],
            });
            using var response = await gateway.AskAsync("m", stream: true);
            var events = await response.WireEventsAsync();
            events.Text().ShouldBe("Hello from fake.");
            events.Count(e => e.Type() == "message_start").ShouldBe(1);
            response.Header("x-baton-attempts").ShouldBe("2");
        }
    }

    [Theory]
    [InlineData("{\"model\":", "not valid JSON")]
    [InlineData("""{"max_tokens":5,"messages":[{"role":"user","content":"x"}]}""", "'model'")]
    [InlineData("""{"model":"fake","max_tokens":5}""", "'messages'")]
    [InlineData("""{"model":"fake","max_tokens":5,"messages":[]}""", "'messages'")]
    [InlineData("""{"model":"fake","max_tokens":0,"messages":[{"role":"user","content":"x"}]}""", "'max_tokens'")]
    [InlineData("""{"model":"fake","max_tokens":5,"messages":[{"role":"tool","content":"x"}]}""", "'messages[0].role'")]
    [InlineData("""{"model":"fake","max_tokens":5,"messages":[{"role":"user"}]}""", "'messages[0].content'")]
    [InlineData("""{"model":"fake","max_tokens":5,"messages":[{"role":"user","content":[{"text":"x"}]}]}""", "'messages[0].content[0].type'")]
    [InlineData("""{"model":"fake","max_tokens":5,"messages":[{"role":"user","content":[{"type":"text","text":5}]}]}""", "'messages[0].content[0].text'")]
    [InlineData("""{"model":"fake","max_tokens":5,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"?"}}]}]}""", "'messages[0].content[0].source'")]
    [InlineData("""{"model":"fake","max_tokens":5,"messages":[{"role":"user","content":[{"type":"tool_result"}]}]}""", "'messages[0].content[0].tool_use_id'")]
    [InlineData("""{"model":"fake","max_tokens":5,"messages":[{"role":"user","content":"x"}],"tool_choice":{"type":"maybe"}}""", "'tool_choice.type'")]
    [InlineData("""{"model":"fake","max_tokens":5,"messages":[{"role":"user","content":"x"}],"tools":[{"input_schema":{}}]}""", "'tools[0].name'")]
    [InlineData("""{"model":"fake","max_tokens":5,"messages":[{"role":"user","content":"x"}],"thinking":{"type":"hard"}}""", "'thinking.type'")]
    [InlineData("""{"model":"fake","max_tokens":5,"messages":[{"role":"user","content":"x"}],"system":7}""", "'system'")]
    public async Task The_callers_fault_is_a_400_that_names_the_field(string body, string named)
    {
        await using var gateway = await MessagesGateway.StartAsync("fake");
        using var response = await gateway.PostAsync("/v1/messages", body);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = await response.WireErrorAsync();
        error.Type().ShouldBe("invalid_request_error");
        error.GetProperty("message").GetString()!.ShouldContain(named);
        gateway.Upstream.Requests.Total.ShouldBe(0);
    }

    [Fact]
    public async Task An_unknown_model_is_404_with_the_nearest_named()
    {
        await using var gateway = await MessagesGateway.StartAsync("fake");
        using var response = await gateway.AskAsync("fakke");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var error = await response.WireErrorAsync();
        error.Type().ShouldBe("not_found_error");
        error.GetProperty("message").GetString()!.ShouldContain("'fake'");
    }

    [Theory]
    [InlineData("GET", "/v1/messages", 405, "invalid_request_error")]
    [InlineData("POST", "/v1/messages/nothing", 404, "not_found_error")]
    [InlineData("GET", "/messages/batches", 404, "not_found_error")]
    public async Task Wire08_55_Errors_of_paths_have_this_shape_too(string method, string path, int status, string type)
    {
        await using var gateway = await MessagesGateway.StartAsync("fake");
        using var response = await gateway.SendAsync(new HttpMethod(method), path);
        ((int)response.StatusCode).ShouldBe(status);
        (await response.WireErrorAsync()).Type().ShouldBe(type);
        response.Header("request-id").ShouldNotBeNull();
    }

    [Fact]
    public async Task Wire08_55_A_body_that_is_too_large_is_413()
    {
        await using var gateway = await MessagesGateway.StartAsync(
            attempts: 1, ["fake"], o => o with { Server = o.Server with { MaxBodyBytes = 1_000 } });
        using var response = await gateway.AskAsync("fake", $",\"x\":\"{new string('x', 2_000)}\"");
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await response.WireErrorAsync()).Type().ShouldBe("request_too_large");
    }

    [Fact]
    public async Task Wire08_55_A_body_of_another_kind_is_415()
    {
        await using var gateway = await MessagesGateway.StartAsync("fake");
        using var response = await gateway.Http.PostAsync("/v1/messages", new StringContent(MessagesGateway.Body("fake"), Encoding.UTF8, "text/plain"));
        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await response.WireErrorAsync()).Type().ShouldBe("invalid_request_error");
    }

    [Fact]
    public async Task Wire42_Pages_of_other_origins_may_call_it_and_read_the_id()
    {
        await using var gateway = await MessagesGateway.StartAsync("fake");
        gateway.Http.DefaultRequestHeaders.Add("Origin", "https://app.example");
        using var response = await gateway.AskAsync("fake");
        response.Header("Access-Control-Expose-Headers")!.ShouldContain("request-id");
    }

    [Fact]
    public async Task Other_paths_keep_their_shape()
    {
        await using var gateway = await MessagesGateway.StartAsync("fake");
        using var response = await gateway.ChatAsync("nobody");
        await response.ErrorAsync();
        response.Header("request-id").ShouldBeNull();
    }
}
