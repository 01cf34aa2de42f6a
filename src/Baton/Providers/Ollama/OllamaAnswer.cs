using System.Globalization;
using System.Text.Json;
using Baton.Models;
using Baton.Providers.Http;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Ollama;

/// <summary>Turns the JSON objects of one answer into updates, and knows whether the answer came to its end.</summary>
/// <param name="deployment">Who answers.</param>
/// <param name="messages">How many messages were sent: makes ids of calls differ from turn to turn.</param>
/// <param name="requestBytes">The size of the request, to estimate its tokens where Ollama does not say.</param>
internal sealed class OllamaAnswer(Deployment deployment, int messages, int requestBytes)
{
    private static readonly HashSet<string> Read = new(
        ["model", "created_at", "message", "done", "done_reason", "prompt_eval_count", "eval_count"], StringComparer.Ordinal);

    private readonly OllamaToolCalls _calls = new();
    private string? _id;
    private long _outputChars;

    /// <summary>Whether the object that ends the answer was there.</summary>
    public bool Done { get; private set; }

    /// <summary>Reads one object.</summary>
    /// <exception cref="UpstreamException">It is an error, or no JSON.</exception>
    public ChatResponseUpdate Take(ReadOnlyMemory<byte> line)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(line);
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} sent something that is no JSON.", e);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} sent JSON that is no object.");
        }

        return root.TryGetProperty("error", out _) ? throw UpstreamErrors.FromErrorInside(deployment, line.ToArray()) : Update(root);
    }

    /// <summary>Says that nothing more comes.</summary>
    /// <exception cref="UpstreamException">The answer was not at its end.</exception>
    public void End()
    {
        if (!Done)
        {
            throw new UpstreamException(ErrorCodes.UpstreamCut, $"{deployment.Id} ended its stream before its answer was done.");
        }
    }

    private ChatResponseUpdate Update(JsonElement root)
    {
        var createdAt = Text(root, "created_at");
        _id ??= OllamaToolCalls.Hash("ollama-", deployment.UpstreamModel, createdAt, messages.ToString(CultureInfo.InvariantCulture));
        var update = new ChatResponseUpdate
        {
            Role = ChatRole.Assistant,
            ResponseId = _id,
            MessageId = _id,
            ModelId = Text(root, "model") ?? deployment.UpstreamModel,
            CreatedAt = DateTimeOffset.TryParse(createdAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null,
            RawRepresentation = root,
        };
        if (root.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.Object)
        {
            ReadMessage(message, update.Contents);
        }

        if (root.TryGetProperty("done", out var done) && done.ValueKind == JsonValueKind.True)
        {
            Finish(root, update);
        }

        return update;
    }

    private void ReadMessage(JsonElement message, IList<AIContent> contents)
    {
        if (Text(message, "thinking") is { Length: > 0 } thinking)
        {
            _outputChars += thinking.Length;
            contents.Add(new TextReasoningContent(thinking));
        }

        if (Text(message, "content") is { Length: > 0 } text)
        {
            _outputChars += text.Length;
            contents.Add(new TextContent(text));
        }

        if (message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array)
        {
            foreach (var call in calls.EnumerateArray())
            {
                contents.Add(_calls.Read(deployment, call, _id!));
                _outputChars += call.GetRawText().Length;
            }
        }
    }

    private void Finish(JsonElement root, ChatResponseUpdate update)
    {
        Done = true;

        // Ollama says "stop" after a tool call too; clients wait for "tool_calls" (WIRE 13).
        update.FinishReason = Text(root, "done_reason") switch
        {
            "length" => ChatFinishReason.Length,
            _ when _calls.Any => ChatFinishReason.ToolCalls,
            _ => ChatFinishReason.Stop, // Also "load" and "unload", which answer a request without messages.
        };
        update.Contents.Add(new UsageContent(Usage(root)));
        foreach (var member in root.EnumerateObject())
        {
            if (!Read.Contains(member.Name))
            {
                // Durations and whatever else it tells of itself.
                (update.AdditionalProperties ??= [])[member.Name] = member.Value;
            }
        }
    }

    /// <summary>The counts; those that Ollama leaves out are estimated at four characters a token.</summary>
    private UsageDetails Usage(JsonElement root)
    {
        var input = Count(root, "prompt_eval_count");
        var output = Count(root, "eval_count");
        var details = new UsageDetails
        {
            InputTokenCount = input ?? (requestBytes + 3) / 4,
            OutputTokenCount = output ?? (_outputChars + 3) / 4,
        };
        details.TotalTokenCount = details.InputTokenCount + details.OutputTokenCount;
        if (input is null || output is null)
        {
            details.AdditionalCounts = new AdditionalPropertiesDictionary<long> { [Usages.Estimated] = 1 };
        }

        return details;
    }

    private static long? Count(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) ? count : null;

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
