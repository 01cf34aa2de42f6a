using System.Text.Json;
using Baton.Models;
using Baton.Providers.Http;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>Reads a whole answer.</summary>
internal static class MessagesResponseReader
{
    /// <summary>Reads it.</summary>
    /// <param name="deployment">Who answered.</param>
    /// <param name="body">The answer's body.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="UpstreamException">It is an error inside a 200, or no answer at all.</exception>
    public static ChatResponse Read(Deployment deployment, ReadOnlyMemory<byte> body)
    {
        var root = Parse(deployment, body);
        if (root.ValueKind == JsonValueKind.Object && (root.TryGetProperty("error", out _) || Json.Text(root, "type") == "error"))
        {
            throw UpstreamErrors.FromErrorInside(deployment, body);
        }

        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("content", out var blocks) || blocks.ValueKind != JsonValueKind.Array)
        {
            throw Invalid(deployment, "an answer without content");
        }

        var reader = new ContentReader(deployment.UpstreamModel);
        var message = new ChatMessage { Role = ChatRole.Assistant, MessageId = Json.Text(root, "id") };
        foreach (var block in blocks.EnumerateArray())
        {
            if (reader.Read(block) is { } content)
            {
                message.Contents.Add(content);
            }
        }

        var usage = new MessageUsage();
        usage.Take(Json.Object(root, "usage"));
        return new ChatResponse(message)
        {
            ResponseId = message.MessageId,
            ModelId = Json.Text(root, "model"),
            FinishReason = StopReasons.Read(Json.Text(root, "stop_reason"), message.Contents.Any(c => c is FunctionCallContent)),
            Usage = usage.ToDetails(),
            AdditionalProperties = StopReasons.Details(root),
            RawRepresentation = root,
        };
    }

    private static JsonElement Parse(Deployment deployment, ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonElement.Parse(body.Span, new JsonDocumentOptions { MaxDepth = 256 });
        }
        catch (JsonException e)
        {
            throw Invalid(deployment, "an answer that is no JSON", e);
        }
    }

    private static UpstreamException Invalid(Deployment deployment, string what, Exception? cause = null) =>
        new(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} sent {what}.", cause);
}
