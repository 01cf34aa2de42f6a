using System.Text;
using System.Text.Json;
using Baton.Models;
using Baton.Providers.Http;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>
/// Reads a stream's events, one after another: text and thoughts go on as they come, a tool call when its block ends,
/// because only then are its arguments JSON. Events of unknown types are for later versions of the API, and passed over.
/// </summary>
/// <param name="deployment">Whose stream it is.</param>
internal sealed class MessagesStreamReader(Deployment deployment) : IEventReader
{
    /// <summary>The longest arguments that are gathered, in characters.</summary>
    private const int LongestArguments = 16 * 1024 * 1024;

    private readonly ContentReader _contents = new(deployment.UpstreamModel);
    private readonly Dictionary<long, OpenCall> _calls = [];
    private readonly MessageUsage _usage = new();
    private string? _id;
    private string? _model;
    private bool _calledTool;

    /// <inheritdoc/>
    public bool Done { get; private set; }

    /// <summary>Whether the reason of the end was said.</summary>
    public bool Finished { get; private set; }

    /// <inheritdoc/>
    public ChatResponseUpdate? Read(ReadOnlySpan<byte> data) => Read(Parse(data), data);

    /// <summary>Reads an event.</summary>
    /// <param name="root">What its data are.</param>
    /// <param name="data">Its data, for the words of an error.</param>
    /// <returns>What there is to deliver of it; <c>null</c> where there is nothing.</returns>
    /// <exception cref="UpstreamException">An error event.</exception>
    public ChatResponseUpdate? Read(JsonElement root, ReadOnlySpan<byte> data)
    {
        switch (Json.Text(root, "type"))
        {
            case "message_start":
                return Start(Json.Object(root, "message"));
            case "content_block_start":
                return StartBlock(Json.Number(root, "index") ?? 0, Json.Object(root, "content_block"));
            case "content_block_delta":
                return Delta(Json.Number(root, "index") ?? 0, Json.Object(root, "delta"));
            case "content_block_stop":
                return StopBlock(Json.Number(root, "index") ?? 0);
            case "message_delta":
                _usage.Take(Json.Object(root, "usage"));
                return Finish(Json.Object(root, "delta"));
            case "message_stop":
                Done = true;
                return End();
            case "error":
                throw UpstreamErrors.FromErrorInside(deployment, data.ToArray());
            case null when root.TryGetProperty("error", out _):
                throw UpstreamErrors.FromErrorInside(deployment, data.ToArray());
            default:
                return null;
        }
    }

    /// <summary>An update that delivers nothing, for an event that does not.</summary>
    public ChatResponseUpdate Empty() => Update();

    /// <summary>Parses an event's data.</summary>
    /// <exception cref="UpstreamException">They are no JSON object.</exception>
    public JsonElement Parse(ReadOnlySpan<byte> data)
    {
        Exception? cause = null;
        try
        {
            var root = JsonElement.Parse(data, new JsonDocumentOptions { MaxDepth = 256 });
            if (root.ValueKind == JsonValueKind.Object)
            {
                return root;
            }
        }
        catch (JsonException e)
        {
            cause = e;
        }

        throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} sent an event that is no JSON object.", cause);
    }

    private ChatResponseUpdate Start(JsonElement message)
    {
        _id = Json.Text(message, "id");
        _model = Json.Text(message, "model");
        _usage.Take(Json.Object(message, "usage"));
        return Update();
    }

    private ChatResponseUpdate? StartBlock(long index, JsonElement block)
    {
        if (Json.Text(block, "type") == "tool_use")
        {
            _calls[index] = new OpenCall(Json.Text(block, "id") ?? "", Json.Text(block, "name") ?? "", Json.Object(block, "input"));
            return null;
        }

        // A block of text begins empty, and one that nobody can read comes whole.
        return _contents.Read(block) is { } content and not TextContent { Text.Length: 0 }
            and not TextReasoningContent { Text.Length: 0, ProtectedData: null or "" }
            ? Update(content)
            : null;
    }

    private ChatResponseUpdate? Delta(long index, JsonElement delta)
    {
        switch (Json.Text(delta, "type"))
        {
            case "text_delta" when Json.Text(delta, "text") is { Length: > 0 } text:
                return Update(new TextContent(text));
            case "thinking_delta" when Json.Text(delta, "thinking") is { Length: > 0 } thought:
                return Update(_contents.Thought(thought, signature: null));
            case "signature_delta" when Json.Text(delta, "signature") is { Length: > 0 } signature:
                return Update(_contents.Thought(text: null, signature));
            case "input_json_delta" when _calls.TryGetValue(index, out var call):
                Gather(call, Json.Text(delta, "partial_json"));
                return null;
            default:
                return null;
        }
    }

    private void Gather(OpenCall call, string? piece)
    {
        if (call.Arguments.Length + (piece?.Length ?? 0) > LongestArguments)
        {
            throw new UpstreamException(
                ErrorCodes.UpstreamInvalidAnswer,
                $"{deployment.Id} called '{call.Name}' with arguments of more than {LongestArguments} characters.");
        }

        call.Arguments.Append(piece);
    }

    private ChatResponseUpdate? StopBlock(long index)
    {
        if (!_calls.Remove(index, out var call))
        {
            return null;
        }

        _calledTool = true;
        var arguments = call.Arguments.Length > 0 || call.Input.ValueKind != JsonValueKind.Object
            ? call.Arguments.ToString()
            : call.Input.GetRawText();
        return Update(ContentReader.Call(call.Id, call.Name, arguments));
    }

    private ChatResponseUpdate? Finish(JsonElement delta)
    {
        if (Json.Text(delta, "stop_reason") is not { } reason)
        {
            return null;
        }

        Finished = true;
        var update = Update();
        update.FinishReason = StopReasons.Read(reason, _calledTool);
        update.AdditionalProperties = StopReasons.Details(delta);
        return update;
    }

    private ChatResponseUpdate End()
    {
        var update = _usage.ToDetails() is { } usage ? Update(new UsageContent(usage)) : Update();
        if (!Finished)
        {
            update.FinishReason = StopReasons.Read(null, _calledTool);
        }

        return update;
    }

    private ChatResponseUpdate Update() => new()
    {
        Role = ChatRole.Assistant,
        ResponseId = _id,
        MessageId = _id,
        ModelId = _model,
    };

    private ChatResponseUpdate Update(AIContent content)
    {
        var update = Update();
        update.Contents = [content];
        return update;
    }

    private sealed record OpenCall(string Id, string Name, JsonElement Input)
    {
        public StringBuilder Arguments { get; } = new();
    }
}
