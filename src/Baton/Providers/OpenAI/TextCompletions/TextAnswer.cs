using System.Text.Json;
using Baton.Models;
using Baton.Providers.Http;
using Baton.Providers.OpenAI.Streaming;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI.TextCompletions;

/// <summary>An answer of the older completions, or one event of it, as the upstream sent it.</summary>
/// <param name="Json">The answer.</param>
internal sealed record TextAnswer(JsonElement Json)
{
    /// <summary>The one choice that was asked for; <c>null</c> in an event without.</summary>
    public JsonElement? Choice =>
        Json.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0
            && choices[0].ValueKind == JsonValueKind.Object
            ? choices[0]
            : null;

    /// <summary>Reads a whole answer.</summary>
    /// <exception cref="UpstreamException">It is none.</exception>
    public static ChatResponse Read(Deployment deployment, ReadOnlyMemory<byte> body, long estimatedInput)
    {
        var answer = Parse(deployment, body);
        var text = new TextAnswer(answer).Choice is { } choice
            ? ChatMessageReader.Text(choice, "text") ?? ""
            : throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} answered without a choice.");
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
        {
            ResponseId = ChatMessageReader.Text(answer, "id"),
            ModelId = ChatMessageReader.Text(answer, "model"),
            FinishReason = FinishReasons.ToFinishReason(ChatMessageReader.Text(choice, "finish_reason") ?? "stop"),
            Usage = UsageOf(answer) ?? Usages.Estimate(estimatedInput, text.Length),
            RawRepresentation = new TextAnswer(answer),
        };
    }

    /// <summary>Reads an event of a stream.</summary>
    /// <exception cref="UpstreamException">It is an error, or no JSON.</exception>
    public static ChatResponseUpdate ReadEvent(Deployment deployment, ReadOnlyMemory<byte> data)
    {
        var chunk = Parse(deployment, data);
        var update = new ChatResponseUpdate
        {
            Role = ChatRole.Assistant,
            ResponseId = ChatMessageReader.Text(chunk, "id"),
            ModelId = ChatMessageReader.Text(chunk, "model"),
            RawRepresentation = new TextAnswer(chunk),
        };
        if (new TextAnswer(chunk).Choice is { } choice)
        {
            update.Contents.Add(new TextContent(ChatMessageReader.Text(choice, "text")));
            update.FinishReason = FinishReasons.ToFinishReason(ChatMessageReader.Text(choice, "finish_reason"));
        }

        if (UsageOf(chunk) is { } usage)
        {
            update.Contents.Add(new UsageContent(usage));
        }

        return update;
    }

    private static JsonElement Parse(Deployment deployment, ReadOnlyMemory<byte> json)
    {
        JsonElement parsed;
        try
        {
            parsed = JsonElement.Parse(json.Span);
        }
        catch (JsonException e)
        {
            throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} answered with something that is not JSON.", e);
        }

        return parsed.ValueKind != JsonValueKind.Object
            ? throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} answered with something that is no object.")
            : parsed.TryGetProperty("error", out _) ? throw UpstreamErrors.FromErrorInside(deployment, json) : parsed;
    }

    private static UsageDetails? UsageOf(JsonElement answer)
    {
        if (!answer.TryGetProperty("usage", out var usage) || usage.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var reader = new Utf8JsonReader(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(usage));
        reader.Read();
        return UsageReader.Read(ref reader, out _);
    }
}
