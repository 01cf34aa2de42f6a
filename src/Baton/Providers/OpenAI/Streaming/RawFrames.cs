using System.Collections.ObjectModel;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI.Streaming;

/// <summary>Some whole events of a stream, mended and framed as <c>data: …\n\n</c>, ready to be sent on as they are.</summary>
internal sealed class RawFrames : IRawDelivery
{
    private readonly IReadOnlyList<ToolCallState> _ended;
    private ReadOnlyCollection<AIContent>? _parsed;

    /// <summary>Takes the bytes over; they are never written to again.</summary>
    /// <param name="bytes">The events.</param>
    /// <param name="counts">Whether something that counts is in them.</param>
    /// <param name="textBytes">Bytes of text, reasoning and tool calls in them.</param>
    /// <param name="ended">Tool calls that are whole with these events.</param>
    /// <param name="usage">The usage, where these events are the usage chunk.</param>
    public RawFrames(ReadOnlyMemory<byte> bytes, bool counts, int textBytes, IReadOnlyList<ToolCallState> ended, UsageDetails? usage)
    {
        Bytes = bytes;
        Counts = counts;
        TextBytes = textBytes;
        Usage = usage;
        _ended = ended;
        Contents = new LazyContents(this);
    }

    /// <summary>The events.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public bool Counts { get; }

    public int TextBytes { get; }

    public UsageDetails? Usage { get; }

    /// <summary>Whether these are the usage chunk, which goes only to clients that asked for it (WIRE 26).</summary>
    public bool IsUsage => Usage is not null;

    /// <inheritdoc/>
    public int Size => Bytes.Length;

    /// <summary>What is in the events, parsed when somebody looks.</summary>
    public LazyContents Contents { get; }

    /// <summary>The same, for who looked. One chunk is one object on the hot path, so nothing is made for it before.</summary>
    internal ReadOnlyCollection<AIContent> Parsed => _parsed ??= Parse();

    /// <summary>Whether an update still is what these bytes say.</summary>
    public bool Describes(ChatResponseUpdate update) => ReferenceEquals(update.Contents, Contents);

    /// <summary>
    /// Pieces of tool calls in the events, for who passes them on as they come; <see cref="Contents"/> has every call whole, at the end.
    /// </summary>
    public List<CallPiece> ReadCallPieces()
    {
        var pieces = new List<CallPiece>();
        var span = Bytes.Span;
        var at = 0;
        while (span[at..].IndexOf("\"tool_calls\""u8) >= 0 && SseFrame.TryRead(span, at, out var frame))
        {
            using var document = JsonDocument.Parse(Bytes.Slice(frame.Data.Start, frame.Data.Length));
            foreach (var choice in document.RootElement.GetProperty("choices").EnumerateArray())
            {
                if (choice.GetProperty("index").GetInt32() == 0
                    && choice.GetProperty("delta").TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array)
                {
                    pieces.AddRange(calls.EnumerateArray().Select(CallPiece.Read));
                }
            }

            at = frame.End;
        }

        return pieces;
    }

    private ReadOnlyCollection<AIContent> Parse()
    {
        var contents = new List<AIContent>();
        var span = Bytes.Span;
        var at = 0;
        while (at < span.Length && SseFrame.TryRead(span, at, out var frame))
        {
            using var document = JsonDocument.Parse(Bytes.Slice(frame.Data.Start, frame.Data.Length));
            foreach (var choice in document.RootElement.GetProperty("choices").EnumerateArray())
            {
                if (choice.GetProperty("index").GetInt32() == 0)
                {
                    ReadDelta(choice.GetProperty("delta"), contents);
                }
            }

            at = frame.End;
        }

        contents.AddRange(_ended.Select(c => ChatMessageReader.Call(c.Id, c.Name, c.Arguments.ToString())));
        if (Usage is not null)
        {
            contents.Add(new UsageContent(Usage));
        }

        // Whoever changed a list of contents in place would change what is sent without the bytes knowing of it.
        return new ReadOnlyCollection<AIContent>(contents);
    }

    private static void ReadDelta(JsonElement delta, List<AIContent> contents)
    {
        if (ChatMessageReader.Text(delta, "reasoning_content") is { Length: > 0 } reasoning)
        {
            contents.Add(new TextReasoningContent(reasoning));
        }

        if (ChatMessageReader.Text(delta, "content") is { Length: > 0 } text)
        {
            contents.Add(new TextContent(text));
        }

        if (ChatMessageReader.Text(delta, "refusal") is { Length: > 0 } refusal)
        {
            contents.Add(new ErrorContent(refusal) { ErrorCode = "Refusal" });
        }
    }
}
