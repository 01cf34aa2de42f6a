using System.Collections;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>The tools of a raw request, parsed when somebody looks; knows whether somebody changed them.</summary>
internal sealed class RawTools(RawChatRequest request) : IList<AITool>
{
    private List<AITool>? _parsed;

    /// <summary>Whether the list is no longer what the bytes say.</summary>
    public bool Changed { get; private set; }

    public int Count => Parsed.Count;

    public bool IsReadOnly => false;

    public AITool this[int index]
    {
        get => Parsed[index];
        set => ForChange()[index] = value;
    }

    private List<AITool> Parsed
    {
        get
        {
            if (_parsed is null)
            {
                var reader = new Utf8JsonReader(request.Span(request.Facts.Tools), new JsonReaderOptions { MaxDepth = 256 });
                _parsed = ChatToolReader.Read(JsonElement.ParseValue(ref reader));
            }

            return _parsed;
        }
    }

    public void Add(AITool item) => ForChange().Add(item);

    public void Clear() => ForChange().Clear();

    public bool Contains(AITool item) => Parsed.Contains(item);

    public void CopyTo(AITool[] array, int arrayIndex) => Parsed.CopyTo(array, arrayIndex);

    public IEnumerator<AITool> GetEnumerator() => Parsed.GetEnumerator();

    public int IndexOf(AITool item) => Parsed.IndexOf(item);

    public void Insert(int index, AITool item) => ForChange().Insert(index, item);

    public bool Remove(AITool item) => ForChange().Remove(item);

    public void RemoveAt(int index) => ForChange().RemoveAt(index);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private List<AITool> ForChange()
    {
        Changed = true;
        return Parsed;
    }
}
