using System.Collections;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>The messages of a raw request, parsed when somebody looks. A decorator that adds one makes another list.</summary>
internal sealed class RawMessages(RawChatRequest request) : IRawMessages
{
    private List<ChatMessage>? _parsed;

    /// <summary>The request whose messages they are.</summary>
    public RawChatRequest Request => request;

    IRawPrompt IRawMessages.Prompt => request;

    public int Count => request.Facts.MessageCount;

    public ChatMessage this[int index] => Parsed[index];

    private List<ChatMessage> Parsed => _parsed ??= Parse();

    public IEnumerator<ChatMessage> GetEnumerator() => Parsed.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private List<ChatMessage> Parse()
    {
        var reader = new Utf8JsonReader(request.Span(request.Facts.Messages), new JsonReaderOptions { MaxDepth = 256 });
        return ChatMessageReader.Read(JsonElement.ParseValue(ref reader));
    }
}
