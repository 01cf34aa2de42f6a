using System.Text;
using System.Text.Json;
using Baton.Testing;

namespace Baton.Tests.Testing;

/// <summary>Real weights answer, so that tests through Baton that use them are about Baton.</summary>
public sealed class RealLlamaServerTests
{
    [Theory]
    [InlineData("stories260K.gguf")]
    [InlineData("SmolLM2-135M-Instruct.Q4_1.gguf")]
    public async Task Answers_a_chat(string weights)
    {
        await using var server = await RealLlamaServer.StartAsync(weights, arguments: ["-c", "1024"]);
        Assert.SkipWhen(server.SkipReason is not null, server.SkipReason ?? "");
        using var http = new HttpClient();
        using var question = new StringContent(
            """{"messages":[{"role":"user","content":"Answer in one word: what is the capital of France?"}],"max_tokens":12,"temperature":0}""",
            Encoding.UTF8,
            "application/json");

        using var answer = await http.PostAsync(new Uri($"{server.OpenAIUrl}/chat/completions"), question);

        answer.IsSuccessStatusCode.ShouldBeTrue();
        var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        body.GetProperty("model").GetString().ShouldBe(server.Model);
        body.GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBeGreaterThan(0);
        var text = body.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
        text.ShouldNotBeEmpty();
        if (weights.StartsWith("SmolLM2", StringComparison.Ordinal))
            text.ShouldContain("Paris");
    }
}
