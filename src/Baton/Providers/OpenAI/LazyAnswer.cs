using System.Collections;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>The message of a whole answer, parsed when somebody looks; whoever looks may also change it, so then the bytes no longer stand for it if he did.</summary>
internal sealed class LazyAnswer(ReadOnlyMemory<byte> bytes) : IList<ChatMessage>
{
    private List<ChatMessage>? _parsed;
    private int _contents;

    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>Whether messages were added or taken away, or contents of the one that came.</summary>
    public bool Changed => _parsed is not null && (_changed || _parsed[0].Contents.Count != _contents);

    public int Count => Parsed.Count;

    public bool IsReadOnly => false;

    public ChatMessage this[int index]
    {
        get => Parsed[index];
        set => ForChange()[index] = value;
    }

    private List<ChatMessage> Parsed
    {
        get
        {
            if (_parsed is null)
            {
                using var document = JsonDocument.Parse(bytes);
                var root = document.RootElement.Clone();
                var message = ChatMessageReader.ReadMessage(root.GetProperty("choices")[0].GetProperty("message"), "choices[0].message");
                message.MessageId = ChatMessageReader.Text(root, "id");
                _contents = message.Contents.Count;
                _parsed = [message];
            }

            return _parsed;
        }
    }

    private bool _changed;

    public void Add(ChatMessage item) => ForChange().Add(item);

    public void Clear() => ForChange().Clear();

    public bool Contains(ChatMessage item) => Parsed.Contains(item);

    public void CopyTo(ChatMessage[] array, int arrayIndex) => Parsed.CopyTo(array, arrayIndex);

    public IEnumerator<ChatMessage> GetEnumerator() => Parsed.GetEnumerator();

    public int IndexOf(ChatMessage item) => Parsed.IndexOf(item);

    public void Insert(int index, ChatMessage item) => ForChange().Insert(index, item);

    public bool Remove(ChatMessage item) => ForChange().Remove(item);

    public void RemoveAt(int index) => ForChange().RemoveAt(index);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private List<ChatMessage> ForChange()
    {
        _changed = true;
        return Parsed;
    }
}
