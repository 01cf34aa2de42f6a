using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic.Raw;

/// <summary>A whole answer as its bytes.</summary>
internal sealed class RawMessage
{
    private readonly ChatMessage _message;
    private readonly int _contents;

    /// <summary>Takes an answer over.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="answer">The same, parsed.</param>
    public RawMessage(ReadOnlyMemory<byte> bytes, ChatResponse answer)
    {
        Bytes = bytes;
        _message = answer.Messages[0];
        _contents = _message.Contents.Count;
    }

    /// <summary>The answer, ready to be sent on as it is.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Whether a response still is what these bytes say.</summary>
    public bool Describes(ChatResponse response) =>
        response.Messages is [var only] && ReferenceEquals(only, _message) && only.Contents.Count == _contents;
}
