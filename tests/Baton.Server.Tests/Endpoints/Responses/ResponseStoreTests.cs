using System.Net;
using System.Text.Json;
using Baton.Server.Tests.Clients;

namespace Baton.Server.Tests.Endpoints.Responses;

/// <summary>Answers that are kept: gone on from, looked at, forgotten.</summary>
public sealed class ResponseStoreTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_goes_on_from_an_earlier_answer_and_from_all_before_it(bool stream)
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        var first = await IdAsync(await gateway.RespondAsync("fake", ",\"instructions\":\"Once.\"", stream, "\"one\""), stream);
        var second = await IdAsync(await gateway.RespondAsync("fake", $",\"previous_response_id\":\"{first}\"", stream, "\"two\""), stream);
        await IdAsync(await gateway.RespondAsync("fake", $",\"previous_response_id\":\"{second}\"", stream, "\"three\""), stream);
        gateway.Upstream.Requests.Last.Json.GetProperty("messages").EnumerateArray().Select(m => (m.Text("role"), m.Text("content"))).ShouldBe(
        [
            ("user", "one"), ("assistant", "Hello from fake."), ("user", "two"), ("assistant", "Hello from fake."), ("user", "three"),
        ]); // Instructions hold for their own request only.
    }

    [Theory]
    [InlineData("fake-tools")]
    [InlineData("claude/fake-tools")]
    [InlineData("llama/fake-tools")]
    public async Task A_tools_result_needs_no_more_than_the_id_of_the_answer_that_called(string model)
    {
        const string Tools = ""","tools":[{"type":"function","name":"get_weather","parameters":{"type":"object"}}]""";
        await using var gateway = await OpenAISdk.GatewayAsync(model);
        using var called = await gateway.RespondAsync(model, Tools);
        var answer = await called.JsonAsync();
        var call = answer.Items().Single().Text("call_id");
        using var final = await gateway.RespondAsync(
            model, Tools + $",\"previous_response_id\":\"{answer.Text("id")}\"",
            input: $$"""[{"type":"function_call_output","call_id":"{{call}}","output":"sunny"}]""");
        final.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await final.JsonAsync()).Items().Single().GetProperty("content")[0].Text("text").ShouldStartWith("Hello from");
        gateway.Upstream.Requests.Last.Text.ShouldContain("sunny");
    }

    [Fact]
    public async Task An_answer_is_looked_at_and_forgotten()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.RespondAsync("fake", input: """[{"role":"user","content":"one"},{"role":"user","content":[{"type":"input_text","text":"two"}]}]""");
        var text = await response.Content.ReadAsStringAsync();
        var path = $"/v1/responses/{JsonElement.Parse(text).Text("id")}";
        using var again = await gateway.SendAsync(HttpMethod.Get, path);
        (await again.Content.ReadAsStringAsync()).ShouldBe(text);

        var items = await gateway.GetAsync($"{path}/input_items?order=asc&limit=1");
        items.Text("object").ShouldBe("list");
        items.GetProperty("has_more").GetBoolean().ShouldBeTrue();
        var item = items.GetProperty("data").EnumerateArray().Single();
        item.Text("id").ShouldStartWith("msg_");
        item.GetProperty("content")[0].Text("text").ShouldBe("one");
        items.Text("last_id").ShouldBe(item.Text("id"));
        var rest = await gateway.GetAsync($"{path}/input_items?order=asc&after={item.Text("id")}");
        rest.GetProperty("data")[0].GetProperty("content")[0].Text("text").ShouldBe("two");
        (await gateway.GetAsync($"{path}/input_items")).GetProperty("data")[0].GetProperty("content")[0].Text("text").ShouldBe("two");

        using var deleted = await gateway.SendAsync(HttpMethod.Delete, path);
        (await deleted.JsonAsync()).GetProperty("deleted").GetBoolean().ShouldBeTrue();
        foreach (var (method, of) in new[] { (HttpMethod.Get, path), (HttpMethod.Delete, path), (HttpMethod.Get, $"{path}/input_items") })
        {
            using var gone = await gateway.SendAsync(method, of);
            gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            await gone.ErrorAsync();
        }
    }

    [Fact]
    public async Task What_is_not_to_be_stored_is_not()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        var id = await IdAsync(await gateway.RespondAsync("fake", ",\"store\":false"), streamed: false);
        using var response = await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{id}");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var next = await gateway.RespondAsync("fake", $",\"previous_response_id\":\"{id}\"");
        (await next.ErrorAsync()).Code().ShouldBe(ErrorCodes.PreviousResponseNotFound);
    }

    [Fact]
    public async Task Another_key_sees_nothing_of_it()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        gateway.Http.DefaultRequestHeaders.Add("Authorization", "Bearer mine");
        var id = await IdAsync(await gateway.RespondAsync("fake"), streamed: false);
        gateway.Http.DefaultRequestHeaders.Remove("Authorization");
        foreach (var key in new[] { null, "theirs" })
        {
            gateway.Http.DefaultRequestHeaders.Remove("x-api-key");
            if (key is not null)
            {
                gateway.Http.DefaultRequestHeaders.Add("x-api-key", key);
            }

            using var seen = await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{id}");
            seen.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            using var gone = await gateway.SendAsync(HttpMethod.Delete, $"/v1/responses/{id}");
            gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            using var next = await gateway.RespondAsync("fake", $",\"previous_response_id\":\"{id}\"");
            (await next.ErrorAsync()).Code().ShouldBe(ErrorCodes.PreviousResponseNotFound);
        }

        gateway.Http.DefaultRequestHeaders.Remove("x-api-key");
        gateway.Http.DefaultRequestHeaders.Add("x-api-key", "mine"); // The same key, wherever the client puts it.
        using var own = await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{id}");
        own.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_item_is_referred_to_by_its_id()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.RespondAsync("fake");
        var item = (await response.JsonAsync()).Items().Single().Text("id");
        using var next = await gateway.RespondAsync("fake", input: $$"""[{"id":"{{item}}"},{"role":"user","content":"and?"}]""");
        next.StatusCode.ShouldBe(HttpStatusCode.OK);
        gateway.Upstream.Requests.Last.Json.GetProperty("messages")[0].Text("content").ShouldBe("Hello from fake.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wire54_A_sealed_thought_goes_back_to_its_model_unmodified_and_to_no_other(bool byCaller)
    {
        const string Tools = ""","tools":[{"type":"function","name":"get_weather","parameters":{"type":"object"}}],"reasoning":{"effort":"low"}""";
        await using var gateway = await TestGateway.StartAsync(
            (b, up) => b.AddProvider("claude", Models.ProviderKinds.Anthropic, up.BaseUrl, "sk-upstream")
                .AddModel("thinker", "claude", upstreamModel: "fake-reasoning-tools")
                .AddModel("other", "claude", upstreamModel: "fake"),
            []);
        using var first = await gateway.RespondAsync("thinker", Tools + ",\"include\":[\"reasoning.encrypted_content\"],\"store\":" + (byCaller ? "false" : "true"));
        var answer = await first.JsonAsync();
        var items = answer.Items();
        items.Select(Events.Type).ShouldBe(["reasoning", "function_call"]);
        items[0].Text("encrypted_content").ShouldNotBeNullOrEmpty();
        var result = $$"""{"type":"function_call_output","call_id":"{{items[1].Text("call_id")}}","output":"sunny"}""";
        foreach (var (model, thinks) in new[] { ("thinker", true), ("other", false) })
        {
            using var next = byCaller
                ? await gateway.RespondAsync(model, Tools, input: $$"""[{"role":"user","content":"hi"},{{items[0].GetRawText()}},{{items[1].GetRawText()}},{{result}}]""")
                : await gateway.RespondAsync(model, Tools + $",\"previous_response_id\":\"{answer.Text("id")}\"", input: $"[{result}]");
            next.StatusCode.ShouldBe(HttpStatusCode.OK, await next.Content.ReadAsStringAsync());
            var turn = gateway.Upstream.Requests.Last.Json.GetProperty("messages")[1].GetProperty("content");
            turn[0].Type().ShouldBe(thinks ? "thinking" : "tool_use");
            if (thinks)
            {
                turn[0].Text("thinking").ShouldBe("Let me think.");
                turn[0].Text("signature").ShouldNotBeNullOrEmpty();
            }
        }
    }

    private static async Task<string> IdAsync(HttpResponseMessage response, bool streamed)
    {
        using (response)
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            return (streamed ? (await response.ResponseEventsAsync())[^1].GetProperty("response") : await response.JsonAsync()).Text("id");
        }
    }
}
