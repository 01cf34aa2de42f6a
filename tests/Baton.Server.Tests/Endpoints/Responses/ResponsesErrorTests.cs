using Baton.Server.Tests.Clients;

namespace Baton.Server.Tests.Endpoints.Responses;

public sealed class ResponsesErrorTests
{
    [Theory]
    [InlineData("{", ErrorCodes.InvalidJson, null)]
    [InlineData("[]", ErrorCodes.InvalidRequest, null)]
    [InlineData("""{"input":"x"}""", ErrorCodes.InvalidRequest, "model")]
    [InlineData("""{"model":"fake"}""", ErrorCodes.InvalidRequest, "input")]
    [InlineData("""{"model":"fake","input":7}""", ErrorCodes.InvalidRequest, "input")]
    [InlineData("""{"model":"fake","input":[]}""", ErrorCodes.InvalidRequest, "input")]
    [InlineData("""{"model":"fake","input":["x"]}""", ErrorCodes.InvalidRequest, "input[0]")]
    [InlineData("""{"model":"fake","input":[{}]}""", ErrorCodes.InvalidRequest, "input[0].type")]
    [InlineData("""{"model":"fake","input":[{"role":"owner","content":"x"}]}""", ErrorCodes.InvalidRequest, "input[0].role")]
    [InlineData("""{"model":"fake","input":[{"role":"user"}]}""", ErrorCodes.InvalidRequest, "input[0].content")]
    [InlineData("""{"model":"fake","input":[{"role":"user","content":[{"type":"video"}]}]}""", ErrorCodes.InvalidRequest, "input[0].content[0].type")]
    [InlineData("""{"model":"fake","input":[{"role":"user","content":[{"type":"input_image","file_id":"f"}]}]}""", ErrorCodes.InvalidRequest, "input[0].content[0].image_url")]
    [InlineData("""{"model":"fake","input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,*"}]}]}""", ErrorCodes.InvalidRequest, "input[0].content[0].image_url")]
    [InlineData("""{"model":"fake","input":[{"role":"user","content":[{"type":"input_file","file_data":"*"}]}]}""", ErrorCodes.InvalidRequest, "input[0].content[0].file_data")]
    [InlineData("""{"model":"fake","input":[{"role":"user","content":[{"type":"input_file","file_url":"https://x.test/a"}]}]}""", ErrorCodes.InvalidRequest, "input[0].content[0].file_data")]
    [InlineData("""{"model":"fake","input":[{"type":"computer_call"}]}""", ErrorCodes.InvalidRequest, "input[0].type")]
    [InlineData("""{"model":"fake","input":[{"type":"function_call","name":"a"}]}""", ErrorCodes.InvalidRequest, "input[0].call_id")]
    [InlineData("""{"model":"fake","input":[{"type":"function_call_output","call_id":"c","output":"x"}]}""", ErrorCodes.InvalidRequest, "input[0].call_id")]
    [InlineData("""{"model":"fake","input":[{"type":"item_reference","id":"msg_x"}]}""", ErrorCodes.InvalidRequest, "input[0].id")]
    [InlineData("""{"model":"fake","input":"x","stream":"yes"}""", ErrorCodes.InvalidRequest, "stream")]
    [InlineData("""{"model":"fake","input":"x","temperature":"hot"}""", ErrorCodes.InvalidRequest, "temperature")]
    [InlineData("""{"model":"fake","input":"x","max_output_tokens":0}""", ErrorCodes.InvalidRequest, "max_output_tokens")]
    [InlineData("""{"model":"fake","input":"x","background":true}""", ErrorCodes.InvalidRequest, "background")]
    [InlineData("""{"model":"fake","input":"x","conversation":"conv_1"}""", ErrorCodes.InvalidRequest, "conversation")]
    [InlineData("""{"model":"fake","input":"x","prompt":{"id":"p"}}""", ErrorCodes.InvalidRequest, "prompt")]
    [InlineData("""{"model":"fake","input":"x","metadata":{"a":1}}""", ErrorCodes.InvalidRequest, "metadata")]
    [InlineData("""{"model":"fake","input":"x","tools":[{"type":"code_interpreter"}]}""", ErrorCodes.InvalidRequest, "tools[0].type")]
    [InlineData("""{"model":"fake","input":"x","tools":[{"type":"custom","name":"c"}]}""", ErrorCodes.InvalidRequest, "tools[0].type")]
    [InlineData("""{"model":"fake","input":"x","tools":[{"type":"function"}]}""", ErrorCodes.InvalidRequest, "tools[0].name")]
    [InlineData("""{"model":"fake","input":"x","tools":[{"type":"web_search"}],"tool_choice":"required"}""", ErrorCodes.InvalidRequest, "tool_choice")]
    [InlineData("""{"model":"fake","input":"x","tool_choice":{"type":"function","name":"a"}}""", ErrorCodes.InvalidRequest, "tool_choice.name")]
    [InlineData("""{"model":"fake","input":"x","tool_choice":{"type":"file_search"}}""", ErrorCodes.InvalidRequest, "tool_choice.type")]
    [InlineData("""{"model":"fake","input":"x","tool_choice":"maybe"}""", ErrorCodes.InvalidRequest, "tool_choice")]
    [InlineData("""{"model":"fake","input":"x","text":{"format":{"type":"xml"}}}""", ErrorCodes.InvalidRequest, "text.format.type")]
    [InlineData("""{"model":"fake","input":"x","text":{"format":{"type":"json_schema","name":"a"}}}""", ErrorCodes.InvalidRequest, "text.format.schema")]
    [InlineData("""{"model":"fake","input":"x","previous_response_id":"resp_x"}""", ErrorCodes.PreviousResponseNotFound, "previous_response_id")]
    public async Task The_callers_fault_is_a_400_that_names_the_field(string body, string code, string? param)
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.PostAsync("/v1/responses", body);
        ((int)response.StatusCode).ShouldBe(400);
        var error = await response.ErrorAsync();
        error.Code().ShouldBe(code);
        error.GetProperty("param").GetString().ShouldBe(param);
        gateway.Upstream.Requests.Total.ShouldBe(0);
    }

    [Theory]
    [InlineData("nobody", 404)]
    [InlineData("fake-status-500", 502)]
    [InlineData("fake-status-429-retry-900", 429)]
    [InlineData("fake-error-after-0", 502)]
    public async Task Wire07_A_failure_before_the_first_byte_is_a_status(string model, int status)
    {
        await using var gateway = await TestGateway.StartAsync(
            (_, _) => { }, ["fake-status-500", "fake-status-429-retry-900", "fake-error-after-0"], o => o with { Defaults = o.Defaults with { Attempts = 1 } });
        foreach (var stream in new[] { false, true })
        {
            using var response = await gateway.RespondAsync(model, stream: stream);
            ((int)response.StatusCode).ShouldBe(status);
            await response.ErrorAsync();
        }
    }

    // The frames before text differ: a role; a start, a ping and a block; none.
    [Theory]
    [InlineData("fake-error-after-3")]
    [InlineData("fake-cut-after-3")]
    [InlineData("fake-end-after-3")]
    [InlineData("claude/fake-error-after-5")]
    [InlineData("claude/fake-cut-after-5")]
    [InlineData("llama/fake-error-after-2")]
    [InlineData("llama/fake-end-after-2")]
    public async Task Wire06_48_A_failure_after_text_is_an_error_event_and_a_body_without_an_end(string model)
    {
        await using var gateway = await OpenAISdk.GatewayAsync(model, attempts: 3);
        using var response = await gateway.RespondAsync(model, stream: true);
        var (events, broken) = await response.BrokenResponseEventsAsync();
        broken.ShouldBeTrue();
        string.Concat(events.Of("response.output_text.delta").Select(e => e.Text("delta"))).ShouldBe("Hello from");
        events.ShouldNotContain(e => e.Type() == "response.completed" || e.Type() == "response.output_item.done");
        var error = events[^2];
        error.EnumerateObject().Select(p => p.Name).ShouldBe(["type", "sequence_number", "code", "message", "param"]);
        error.Type().ShouldBe("error");
        var failed = events[^1];
        failed.Type().ShouldBe("response.failed");
        failed.GetProperty("response").Text("status").ShouldBe("failed");
        failed.GetProperty("response").GetProperty("error").Text("message").ShouldBe(error.Text("message"));
        failed.GetProperty("response").Items().Single().Text("status").ShouldBe("incomplete");
        gateway.Upstream.Requests.Total.ShouldBe(1);
    }

    [Fact]
    public async Task Wire04_48_A_failure_after_a_comment_is_an_error_event()
    {
        await using var gateway = await TestGateway.StartAsync(
            (_, _) => { }, ["fake"], o => o with
            {
                Server = o.Server with { KeepAliveComments = TimeSpan.FromMilliseconds(20) },
                Defaults = o.Defaults with { Attempts = 1 },
            });
        gateway.Upstream.Script("fake", new Testing.Reply { Status = 500, FirstDelay = TimeSpan.FromMilliseconds(300) });
        using var response = await gateway.RespondAsync("fake", stream: true);
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
        lines.ShouldContain("event: error");
        lines.ShouldContain(l => l.StartsWith("data: {\"type\":\"error\",\"sequence_number\":0,", StringComparison.Ordinal));
    }
}
