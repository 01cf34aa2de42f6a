using System.Text.Json;
using OpenAI.Chat;
using static Baton.Server.Tests.Clients.OpenAISdk;

namespace Baton.Server.Tests.Clients;

/// <summary>The OpenAI .NET SDK gets its answers, whichever wire the upstream speaks.</summary>
public sealed class OpenAISdkTests
{
    [Theory]
    [InlineData("fake")]
    [InlineData("claude/fake")]
    [InlineData("llama/fake")]
    public async Task Chats_and_streams_with_usage(string model)
    {
        await using var gateway = await GatewayAsync(model);
        var client = Client(gateway, model);
        ChatCompletion answer = await client.CompleteChatAsync("hi");
        answer.Content[0].Text.ShouldBe("Hello from fake.");
        answer.FinishReason.ShouldBe(ChatFinishReason.Stop);
        (answer.Usage.InputTokenCount, answer.Usage.OutputTokenCount, answer.Usage.TotalTokenCount).ShouldBe((12, 4, 16));

        var streamed = await ReadAsync(client);
        streamed.Failure.ShouldBeNull();
        streamed.Text.ShouldBe("Hello from fake.");
        streamed.Finishes.ShouldBe([ChatFinishReason.Stop]);
        (streamed.Usage!.InputTokenCount, streamed.Usage.OutputTokenCount, streamed.Usage.TotalTokenCount).ShouldBe((12, 4, 16));
    }

    [Theory]
    [InlineData("fake-cached-8")]
    [InlineData("claude/fake-cached-8")]
    public async Task Wire27_Sees_cached_tokens_inside_the_prompts(string model)
    {
        await using var gateway = await GatewayAsync(model);
        var client = Client(gateway, model);
        ChatCompletion answer = await client.CompleteChatAsync("hi");
        foreach (var usage in new[] { answer.Usage, (await ReadAsync(client)).Usage! })
        {
            usage.InputTokenCount.ShouldBe(20);
            usage.InputTokenDetails.CachedTokenCount.ShouldBe(8);
        }
    }

    [Theory]
    [InlineData("fake-chunks-9")]
    [InlineData("claude/fake-chunks-9")]
    [InlineData("llama/fake-chunks-9")]
    public async Task Wire29_Is_told_that_an_answer_was_cut_at_the_tokens_it_allowed(string model)
    {
        await using var gateway = await GatewayAsync(model);
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 3 };
        ChatCompletion answer = await Client(gateway, model).CompleteChatAsync([new UserChatMessage("hi")], options);
        answer.FinishReason.ShouldBe(ChatFinishReason.Length);
        (await ReadAsync(Client(gateway, model), options)).Finishes.ShouldBe([ChatFinishReason.Length]);
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
    public async Task Wire17_18_20_Calls_tools_whole_and_streamed_and_brings_their_results(string model, int calls)
    {
        await using var gateway = await GatewayAsync(model);
        var client = Client(gateway, model);
        var options = new ChatCompletionOptions { Tools = { Weather } };
        ChatCompletion answer = await client.CompleteChatAsync([new UserChatMessage("hi")], options);
        answer.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        answer.ToolCalls.Count.ShouldBe(calls);
        answer.ToolCalls.Select(c => c.Id).Distinct(StringComparer.Ordinal).Count().ShouldBe(calls);
        answer.ToolCalls.ShouldAllBe(c => c.FunctionName == "get_weather" && IsObject(c.FunctionArguments.ToString()));

        var streamed = await ReadAsync(client, options);
        streamed.Failure.ShouldBeNull();
        streamed.Finishes.ShouldBe([ChatFinishReason.ToolCalls]);
        var byIndex = streamed.Calls.GroupBy(c => c.Index).OrderBy(g => g.Key).ToList();
        byIndex.Select(g => g.Key).ShouldBe(Enumerable.Range(0, calls));
        byIndex.ShouldAllBe(g => g.First().FunctionName == "get_weather" && !string.IsNullOrEmpty(g.First().ToolCallId));
        byIndex.ShouldAllBe(g => IsObject(string.Concat(g.Select(c => c.FunctionArgumentsUpdate))));

        List<ChatMessage> history = [new UserChatMessage("hi"), new AssistantChatMessage(answer)];
        history.AddRange(answer.ToolCalls.Select(c => new ToolChatMessage(c.Id, "sunny")));
        ChatCompletion final = await client.CompleteChatAsync(history, options);
        final.FinishReason.ShouldBe(ChatFinishReason.Stop);
        final.Content[0].Text.ShouldStartWith("Hello from");
        gateway.Upstream.Requests.Last.Text.ShouldContain("sunny");
    }

    [Theory]
    [InlineData("fake-json")]
    [InlineData("claude/fake-json")]
    [InlineData("llama/fake-json")]
    public async Task Wire32_Keeps_to_a_schema(string model)
    {
        await using var gateway = await GatewayAsync(model);
        var options = new ChatCompletionOptions
        {
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("person", BinaryData.FromString(
                """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"],"additionalProperties":false}""")),
        };
        ChatCompletion answer = await Client(gateway, model).CompleteChatAsync([new UserChatMessage("hi")], options);
        gateway.Upstream.Requests.Last.Text.ShouldContain("additionalProperties"); // However the wire says it, it is said.
        var streamed = await ReadAsync(Client(gateway, model), options);
        foreach (var text in new[] { answer.Content[0].Text, streamed.Text })
        {
            var person = JsonElement.Parse(text);
            person.GetProperty("name").GetString().ShouldBe("Ada");
            person.GetProperty("age").GetInt32().ShouldBe(36);
        }
    }

    private static bool IsObject(string json) => JsonElement.Parse(json).ValueKind == JsonValueKind.Object;
}
