using System.Text.Json;
using Anthropic;
using Anthropic.Models.Messages;
using Baton.Server.Tests.Endpoints.Anthropic;

namespace Baton.Server.Tests.Clients;

/// <summary>The Anthropic .NET SDK before a gateway before the fake upstream, which is reached over each wire: <c>claude/NAME</c>, <c>llama/NAME</c>, <c>NAME</c>.</summary>
internal static class AnthropicSdk
{
    public static readonly Tool Weather = new()
    {
        Name = "get_weather",
        Description = "The weather.",
        InputSchema = new InputSchema
        {
            Properties = new Dictionary<string, JsonElement> { ["city"] = JsonElement.Parse("""{"type":"string"}""") },
        },
    };

    /// <summary>A gateway that knows one model, and makes one attempt unless told otherwise.</summary>
    public static Task<TestGateway> GatewayAsync(string model, int attempts = 1) => MessagesGateway.StartAsync(attempts, [model]);

    /// <summary>The SDK as a program would use it; it does not retry unless told to.</summary>
    public static AnthropicClient Client(TestGateway gateway, int retries = 0) => new()
    {
        BaseUrl = gateway.Address.ToString(),
        ApiKey = "any",
        MaxRetries = retries,
    };

    public static MessageCreateParams Ask(string model, params MessageParam[] messages) => new()
    {
        Model = model,
        MaxTokens = 100,
        Messages = messages.Length > 0 ? messages : [User("hi")],
    };

    public static MessageParam User(MessageContentParam content) => new UserMessageParam { Content = content };

    public static MessageParam Assistant(MessageContentParam content) => new AssistantMessageParam { Content = content };

    /// <summary>Reads a stream to its end, good or bad.</summary>
    public static async Task<StreamedMessage> ReadAsync(AnthropicClient client, MessageCreateParams ask)
    {
        var seen = new StreamedMessage();
        try
        {
            await foreach (var e in client.Messages.CreateStreaming(ask))
            {
                seen.Take(e);
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
internal sealed class StreamedMessage
{
    public string Text { get; private set; } = "";

    public string Thinking { get; private set; } = "";

    public long? InputTokens { get; private set; }

    public long? OutputTokens { get; private set; }

    public string? StopReason { get; private set; }

    public bool Stopped { get; private set; }

    public List<(string Name, string Id, string Arguments)> Calls { get; } = [];

    public Exception? Failure { get; set; }

    public void Take(RawMessageStreamEvent e)
    {
        if (e.TryPickStart(out var start))
        {
            InputTokens = start.Message.Usage.InputTokens;
        }
        else if (e.TryPickContentBlockStart(out var block) && block.ContentBlock.TryPickToolUse(out var call))
        {
            Calls.Add((call.Name, call.ID, ""));
        }
        else if (e.TryPickContentBlockDelta(out var delta))
        {
            Take(delta.Delta);
        }
        else if (e.TryPickDelta(out var end))
        {
            StopReason = end.Delta.StopReason?.Raw();
            OutputTokens = end.Usage.OutputTokens;
        }
        else if (e.TryPickStop(out _))
        {
            Stopped = true;
        }
    }

    private void Take(RawContentBlockDelta delta)
    {
        if (delta.TryPickText(out var text))
        {
            Text += text.Text;
        }
        else if (delta.TryPickThinking(out var thought))
        {
            Thinking += thought.Thinking;
        }
        else if (delta.TryPickInputJson(out var json))
        {
            Calls[^1] = Calls[^1] with { Arguments = Calls[^1].Arguments + json.PartialJson };
        }
    }
}
