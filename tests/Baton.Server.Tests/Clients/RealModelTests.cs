using System.Net;
using System.Text.Json;
using Baton.Models;
using Baton.Testing;

namespace Baton.Server.Tests.Clients;

/// <summary>A real llama-server with real weights behind the gateway.</summary>
public sealed class RealModelTests
{
    private const string Weights = "SmolLM2-135M-Instruct.Q4_1.gguf";

    [Fact]
    public async Task A_real_model_chats_streams_and_keeps_to_a_schema()
    {
        await using var server = await RealLlamaServer.StartAsync(Weights);
        Assert.SkipWhen(server.SkipReason is not null, server.SkipReason ?? "");
        await using var gateway = await TestGateway.StartAsync(
            (b, _) => b.AddProvider("here", ProviderKinds.LlamaServer, server.BaseUrl).AddModel("smol", "here"), []);

        using var whole = await gateway.PostAsync("/v1/chat/completions", Ask("What is the capital of France?", ",\"temperature\":0,\"max_tokens\":16"));
        whole.StatusCode.ShouldBe(HttpStatusCode.OK);
        whole.Header("x-baton-cost-usd").ShouldBe("0");
        var answer = await whole.JsonAsync();
        answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldNotBeNullOrWhiteSpace();
        answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBeInRange(1, 16);
        answer.TryGetProperty("timings", out _).ShouldBeTrue(); // llama-server's own field survives.

        using var streamed = await gateway.PostAsync("/v1/chat/completions", Ask(
            "What is the capital of France?", ",\"temperature\":0,\"max_tokens\":16,\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
        var events = await streamed.EventsAsync();
        events.SkipLast(1).Text().ShouldBe(answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        JsonElement.Parse(events[^2]).GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBeInRange(1, 16);
        events[^1].ShouldBe("[DONE]");

        const string Schema = """,{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object","properties":{"city":{"type":"string","maxLength":20}},"required":["city"],"additionalProperties":false}}}""";
        using var formatted = await gateway.PostAsync("/v1/chat/completions", Ask(
            "What is the capital of France? Answer in JSON.", ",\"temperature\":0,\"max_tokens\":40,\"response_format\":" + Schema[1..]));
        var json = (await formatted.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
        JsonElement.Parse(json).GetProperty("city").ValueKind.ShouldBe(JsonValueKind.String);
    }

    private static string Ask(string question, string extra) =>
        $$"""{"model":"smol","messages":[{"role":"user","content":"{{question}}"}]{{extra}}}""";
}
