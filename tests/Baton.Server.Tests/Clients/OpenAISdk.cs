using System.ClientModel;
using System.ClientModel.Primitives;
using Baton.Models;
using OpenAI;
using OpenAI.Chat;

namespace Baton.Server.Tests.Clients;

/// <summary>The OpenAI .NET SDK before a gateway before the fake upstream, which is reached over each wire: <c>claude/NAME</c>, <c>llama/NAME</c>, <c>NAME</c>.</summary>
internal static class OpenAISdk
{
    public static readonly ChatTool Weather = ChatTool.CreateFunctionTool(
        "get_weather", "The weather.", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}"""));

    /// <summary>A gateway that knows one model, and makes one attempt unless told otherwise.</summary>
    public static Task<TestGateway> GatewayAsync(string model, int attempts = 1)
    {
        var (wire, name) = model.Split('/') is [var prefix, var rest] ? (prefix, rest) : ("up", model);
        return TestGateway.StartAsync(
            (b, up) => b.AddProvider("claude", ProviderKinds.Anthropic, up.BaseUrl, "sk-upstream")
                .AddProvider("llama", ProviderKinds.Ollama, up.BaseUrl)
                .AddModel(model, wire, upstreamModel: name),
            [],
            o => o with { Defaults = o.Defaults with { Attempts = attempts } });
    }

    /// <summary>The SDK as a program would use it; it does not retry unless a policy is given.</summary>
    public static ChatClient Client(TestGateway gateway, string model, ClientRetryPolicy? retries = null) => new(
        model, new ApiKeyCredential("any"), new OpenAIClientOptions
        {
            Endpoint = new Uri(gateway.Address, "v1"),
            RetryPolicy = retries ?? new ClientRetryPolicy(0),
        });

    /// <summary>Reads a stream to its end, good or bad.</summary>
    public static async Task<Streamed> ReadAsync(ChatClient client, ChatCompletionOptions? options = null)
    {
        var seen = new Streamed();
        try
        {
            await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("hi")], options))
            {
                seen.Text += string.Concat(update.ContentUpdate.Select(c => c.Text));
                seen.Usage = update.Usage ?? seen.Usage;
                seen.Finishes.AddRange(update.FinishReason is { } finish ? [finish] : []);
                seen.Calls.AddRange(update.ToolCallUpdates);
            }
        }
        catch (Exception e)
        {
            seen.Failure = e;
        }

        return seen;
    }
}

/// <summary>What a program saw of a stream.</summary>
internal sealed class Streamed
{
    public string Text { get; set; } = "";

    public ChatTokenUsage? Usage { get; set; }

    public List<ChatFinishReason> Finishes { get; } = [];

    public List<StreamingChatToolCallUpdate> Calls { get; } = [];

    public Exception? Failure { get; set; }
}
