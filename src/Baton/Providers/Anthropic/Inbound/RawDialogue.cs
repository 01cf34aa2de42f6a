using System.Collections;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic.Inbound;

/// <summary>The messages of a raw request, parsed when somebody looks. A decorator that adds one makes another list.</summary>
internal sealed class RawDialogue(RawMessagesRequest request) : IRawMessages
{
    private List<ChatMessage>? _parsed;

    public IRawPrompt Prompt => request;

    public int Count => _parsed?.Count
        ?? request.Facts.MessageCount + request.Facts.MixedMessages + (request.Facts.System.IsEmpty ? 0 : 1);

    public ChatMessage this[int index] => Parsed[index];

    private List<ChatMessage> Parsed => _parsed ??= MessageReader.Read(request);

    public IEnumerator<ChatMessage> GetEnumerator() => Parsed.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
