using System.ClientModel;
using System.Text.Json;
using Baton.Models;
using OpenAI;
using OpenAI.Chat;

namespace Baton.Server.Tests.Clients;

/// <summary>The OpenAI .NET SDK against the gateway, in front of each wire.</summary>
public sealed class OpenAISdkTests
{
    private static readonly string[] Models = ["fake", "fake-tools", "fake-tools-2", "fake-json", "fake-status-500", "fake-status-400", "fake-error-after-3", "fake-cut-after-3", "fake-cut-after-6"];

    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool(
        "get_weather", "The weather.", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}"""));

    private static Task<TestGateway> GatewayAsync() => TestGateway.StartAsync(
        (b, up) =>
        {
            b.AddProvider("claude", ProviderKinds.Anthropic, up.BaseUrl, "sk-upstream").AddProvider("llama", ProviderKinds.Ollama, up.BaseUrl);
            foreach (var model in Models)
            {
                b.AddModel("claude/" + model, "claude", upstreamModel: model).AddModel("llama/" + model, "llama", upstreamModel: model);
            }
        },
        Models,
        o => o with { Defaults = o.Defaults with { Attempts = 1 } });

    private static ChatClient Client(TestGateway gateway, string model) => new(
        model, new ApiKeyCredential("any"), new OpenAIClientOptions
        {
            Endpoint = new Uri(gateway.Address, "v1"),
            RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0), // This SDK does not look at x-should-retry.
        });

    [Theory]
    [InlineData("fake")]
    [InlineData("claude/fake")]
    [InlineData("llama/fake")]
    public async Task Chats_and_streams_with_usage(string model)
    {
        await using var gateway = await GatewayAsync();
        var client = Client(gateway, model);
        ChatCompletion answer = await client.CompleteChatAsync("hi");
        answer.Content[0].Text.ShouldBe("Hello from fake.");
        answer.FinishReason.ShouldBe(ChatFinishReason.Stop);
        answer.Usage.InputTokenCount.ShouldBe(12);
        var text = "";
        ChatTokenUsage? usage = null;
        ChatFinishReason? finish = null;
        await foreach (var update in client.CompleteChatStreamingAsync("hi"))
        {
            text += string.Concat(update.ContentUpdate.Select(c => c.Text));
            usage = update.Usage ?? usage;
            finish = update.FinishReason ?? finish;
        }

        text.ShouldBe("Hello from fake.");
        finish.ShouldBe(ChatFinishReason.Stop);
        usage!.OutputTokenCount.ShouldBe(4);
    }

    [Theory]
    [InlineData("fake-tools", 1)]
    [InlineData("fake-tools-2", 2)]
    [InlineData("claude/fake-tools-2", 2)]
    [InlineData("llama/fake-tools-2", 2)]
    public async Task Calls_tools_whole_and_streamed(string model, int calls)
    {
        await using var gateway = await GatewayAsync();
        var client = Client(gateway, model);
        var options = new ChatCompletionOptions { Tools = { Weather } };
        ChatCompletion answer = await client.CompleteChatAsync([new UserChatMessage("weather?")], options);
        answer.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        answer.ToolCalls.Count.ShouldBe(calls);
        answer.ToolCalls.ShouldAllBe(c => c.FunctionName == "get_weather" && JsonElement.Parse(c.FunctionArguments.ToString()).ValueKind == JsonValueKind.Object);

        var pieces = new Dictionary<int, string>();
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("weather?")], options))
        {
            foreach (var piece in update.ToolCallUpdates)
            {
                pieces[piece.Index] = pieces.GetValueOrDefault(piece.Index) + piece.FunctionArgumentsUpdate;
            }
        }

        pieces.Keys.Order().ShouldBe(Enumerable.Range(0, calls));
        pieces.Values.ShouldAllBe(json => JsonElement.Parse(json).ValueKind == JsonValueKind.Object);
    }

    [Theory]
    [InlineData("fake-json")]
    [InlineData("claude/fake-json")]
    [InlineData("llama/fake-json")]
    public async Task Keeps_to_a_schema(string model)
    {
        await using var gateway = await GatewayAsync();
        var options = new ChatCompletionOptions
        {
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat(
                "person", BinaryData.FromString("""{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name"]}""")),
        };
        ChatCompletion answer = await Client(gateway, model).CompleteChatAsync([new UserChatMessage("who?")], options);
        JsonElement.Parse(answer.Content[0].Text).GetProperty("name").GetString().ShouldBe("Ada");
    }

    [Theory]
    [InlineData("fake-status-500", 502)]
    [InlineData("fake-status-400", 400)]
    [InlineData("nobody", 404)]
    public async Task Fails_with_a_typed_status(string model, int status)
    {
        await using var gateway = await GatewayAsync();
        var error = await Should.ThrowAsync<ClientResultException>(() => Client(gateway, model).CompleteChatAsync("hi"));
        error.Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("fake-error-after-3")]
    [InlineData("fake-cut-after-3")]
    [InlineData("claude/fake-cut-after-6")]
    public async Task Wire06_Throws_where_a_stream_breaks_after_text(string model)
    {
        await using var gateway = await GatewayAsync();
        var texts = 0;
        var error = await Should.ThrowAsync<Exception>(async () =>
        {
            await foreach (var update in Client(gateway, model).CompleteChatStreamingAsync("hi"))
            {
                texts += update.ContentUpdate.Count;
            }
        });
        texts.ShouldBeGreaterThan(0, error.ToString());
    }
}
