using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Baton.Models;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic.Raw;

/// <summary>
/// Reads a stream whose events go on as they came: each is parsed beside, for who looks, and framed anew, so that every
/// one has its <c>event:</c> line and nothing else (WIRE 50). An event that leaves out what clients read is mended alone.
/// </summary>
/// <param name="deployment">Whose stream it is.</param>
/// <param name="estimatedInput">Tokens sent, for an upstream that does not count them.</param>
internal sealed class RawEventReader(Deployment deployment, int estimatedInput) : IEventReader
{
    private readonly MessagesStreamReader _typed = new(deployment);
    private long _textBytes;

    /// <inheritdoc/>
    public bool Done => _typed.Done;

    /// <inheritdoc/>
    public ChatResponseUpdate? Read(ReadOnlySpan<byte> data)
    {
        var root = _typed.Parse(data);
        var type = Json.Text(root, "type") ?? "";
        var isStop = type == "message_stop";
        var lacksReason = isStop && !_typed.Finished;
        var update = _typed.Read(root, data) ?? _typed.Empty();
        var text = TextBytes(root, type);
        _textBytes += text;
        var bytes = new ArrayBufferWriter<byte>(data.Length + 2 * type.Length + 32);
        if (lacksReason)
        {
            EventMender.WriteReason(bytes, update.FinishReason, Usages.Estimate(estimatedInput, _textBytes));
        }

        if (type.Length > 0) // One without is none of this wire's.
        {
            EventMender.WriteEvent(bytes, type, EventMender.Mend(root, type, estimatedInput, _textBytes) is { } mended ? mended : data);
        }

        update.RawRepresentation = new RawEvent(bytes.WrittenMemory, update)
        {
            Counts = text > 0 || Counts(root, type),
            TextBytes = text,
            Usage = isStop ? Delivered.UsageOf(update) : null,
        };
        return update;
    }

    /// <summary>Whether a block begins that is an answer by beginning: a call of a tool, and whatever else has no pieces of text.</summary>
    private static bool Counts(JsonElement root, string type) =>
        type == "content_block_start" && Json.Text(Json.Object(root, "content_block"), "type") is not ("text" or "thinking");

    private static int TextBytes(JsonElement root, string type)
    {
        var piece = type switch
        {
            "content_block_delta" => Json.Object(root, "delta"),
            "content_block_start" => Json.Object(root, "content_block"),
            _ => default,
        };
        return piece.ValueKind == JsonValueKind.Object ? Length(piece, "text") + Length(piece, "thinking") + Length(piece, "partial_json") : 0;
    }

    private static int Length(JsonElement piece, string name) =>
        piece.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? JsonMarshal.GetRawUtf8Value(text).Length - 2 : 0;
}
