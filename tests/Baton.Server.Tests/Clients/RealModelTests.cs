using System.Net;
using System.Text.Json;
using Baton.Models;
using Baton.Server.Tests.Endpoints.Anthropic;
using Baton.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Clients;

/// <summary>A real llama-server with real weights behind the gateway.</summary>
public sealed class RealModelTests
{
    private const string Stories = "stories260K.gguf";
    private const string Bounds = ",\"temperature\":0,\"max_tokens\":16";
    private const string Instructed = "SmolLM2-135M-Instruct.Q4_1.gguf";

    private const string Tools = """
        ,"tool_choice":"required","tools":[{"type":"function","function":{"name":"get_weather","description":"The weather of a city.",
        "parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]
        """;

    private const string ToolTemplate = """
        {%- for tool in tools or [] %}{{ tool | tojson }}
        {% endfor %}{% for message in messages %}<|im_start|>{{ message.role }}
        {{ message.content }}<|im_end|>
        {% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
        {% endif %}
        """;

    [Theory]
    [InlineData(Stories)]
    [InlineData(Instructed)]
    public Task A_real_model_says_the_same_whole_and_streamed(string weights) => WithAsync(weights, async gateway =>
    {
        using var whole = await AskAsync(gateway, "What is the capital of France?", Bounds);
        whole.StatusCode.ShouldBe(HttpStatusCode.OK);
        whole.Header("x-baton-cost-usd").ShouldBe("0");
        whole.Header("x-baton-deployment").ShouldBe("real@here");
        var answer = await whole.JsonAsync();
        var text = answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
        text.ShouldNotBeNullOrWhiteSpace();
        answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBeInRange(1, 16);
        answer.TryGetProperty("timings", out _).ShouldBeTrue(); // llama-server's own field survives (WIRE 31).

        using var streamed = await AskAsync(
            gateway, "What is the capital of France?", Bounds + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
        var events = await streamed.EventsAsync();
        events.Text().ShouldBe(text);
        events[^1].ShouldBe("[DONE]");
        JsonElement.Parse(events[^2]).GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBeInRange(1, 16);
    });

    [Fact]
    public Task Wire50_A_real_model_says_the_same_over_Anthropics_wire() => WithAsync(Instructed, async gateway =>
    {
        const string Ask = """{"model":"real","max_tokens":16,"temperature":0,"system":"Be brief.","messages":[{"role":"user","content":"What is the capital of France?"}]""";
        using var whole = await gateway.PostAsync("/v1/messages", Ask + "}");
        var message = await whole.JsonAsync();
        var text = message.GetProperty("content")[0].GetProperty("text").GetString();
        text.ShouldNotBeNullOrWhiteSpace();
        message.GetProperty("usage").GetProperty("output_tokens").GetInt32().ShouldBeInRange(1, 16);
        using var streamed = await gateway.PostAsync("/v1/messages", Ask + ",\"stream\":true}");
        var events = await streamed.WireEventsAsync();
        events.Text().ShouldBe(text);
        events[^1].Type().ShouldBe("message_stop");
    });

    [Fact]
    public Task A_real_model_keeps_to_a_schema() => WithAsync(Instructed, async gateway =>
    {
        const string Schema = """{"type":"object","properties":{"city":{"type":"string","maxLength":20}},"required":["city"],"additionalProperties":false}""";
        using var response = await AskAsync(
            gateway, "What is the capital of France? Answer in JSON.",
            ",\"temperature\":0,\"max_tokens\":40,\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":" + Schema + "}}");
        var json = (await response.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
        JsonElement.Parse(json).GetProperty("city").ValueKind.ShouldBe(JsonValueKind.String);
    });

    // Models this small call no tool, and Debian's llama-server does not hold them to "required": what can be seen is
    // that tools reach the model's prompt through the gateway as they do without it.
    [Fact]
    public async Task Wire33_Tools_reach_a_real_model_as_they_were_sent()
    {
        var template = Path.GetTempFileName();
        await File.WriteAllTextAsync(template, ToolTemplate);
        try
        {
            await WithAsync(
                Instructed,
                async gateway =>
                {
                    using var plain = await AskAsync(gateway, "What is the weather in Paris?", Bounds);
                    using var through = await AskAsync(gateway, "What is the weather in Paris?", Bounds + Tools);
                    var withTools = await through.JsonAsync();
                    PromptTokens(withTools).ShouldBeGreaterThan(PromptTokens(await plain.JsonAsync()) + 30);

                    using var direct = new HttpClient { BaseAddress = Upstream(gateway) };
                    using var sent = new StringContent(Body("What is the weather in Paris?", Bounds + Tools));
                    using var answer = await direct.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), sent);
                    var own = await answer.JsonAsync();
                    PromptTokens(withTools).ShouldBe(PromptTokens(own));
                    withTools.GetProperty("choices").GetRawText().ShouldBe(own.GetProperty("choices").GetRawText());
                },
                "--chat-template-file", template);
        }
        finally
        {
            File.Delete(template);
        }
    }

    private static async Task WithAsync(string weights, Func<TestGateway, Task> test, params string[] arguments)
    {
        await using var server = await RealLlamaServer.StartAsync(weights, arguments: arguments);
        Assert.SkipWhen(server.SkipReason is not null, server.SkipReason ?? "");
        await using var gateway = await TestGateway.StartAsync(
            (b, _) => b.AddProvider("here", ProviderKinds.LlamaServer, server.BaseUrl).AddModel("real", "here", upstreamModel: server.Model), []);
        await test(gateway);
    }

    private static Task<HttpResponseMessage> AskAsync(TestGateway gateway, string question, string extra) =>
        gateway.PostAsync("/v1/chat/completions", Body(question, extra));

    private static string Body(string question, string extra) =>
        $$"""{"model":"real","messages":[{"role":"user","content":"{{question}}"}]{{extra}}}""";

    private static int PromptTokens(JsonElement answer) => answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32();

    private static Uri Upstream(TestGateway gateway) => gateway.Services.GetRequiredService<CatalogSource>().Current.FindModel("real")!.Deployments[0].Provider.BaseUrl!;
}
