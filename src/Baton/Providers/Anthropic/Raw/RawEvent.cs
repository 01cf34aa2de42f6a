using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic.Raw;

/// <summary>One event of a stream as its bytes, framed and ready to be sent on as they are.</summary>
internal sealed class RawEvent : IRawDelivery
{
    private readonly IList<AIContent> _contents;
    private readonly int _count;

    /// <summary>Takes the bytes over; they are never written to again.</summary>
    /// <param name="bytes">The event, or two of them where one had to be made up.</param>
    /// <param name="update">The update that says the same.</param>
    public RawEvent(ReadOnlyMemory<byte> bytes, ChatResponseUpdate update)
    {
        Bytes = bytes;
        _contents = update.Contents;
        _count = _contents.Count;
    }

    /// <summary>The event.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public int Size => Bytes.Length;

    public bool Counts { get; init; }

    public int TextBytes { get; init; }

    public UsageDetails? Usage { get; init; }

    /// <summary>Whether an update still is what these bytes say.</summary>
    public bool Describes(ChatResponseUpdate update) => ReferenceEquals(update.Contents, _contents) && _contents.Count == _count;
}
