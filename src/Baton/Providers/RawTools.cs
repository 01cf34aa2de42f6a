using System.Collections;
using Microsoft.Extensions.AI;

namespace Baton.Providers;

/// <summary>The tools of a raw request, parsed when somebody looks; knows whether somebody changed them.</summary>
/// <param name="parse">Parses them.</param>
internal sealed class RawTools(Func<List<AITool>> parse) : IList<AITool>
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

    private List<AITool> Parsed => _parsed ??= parse();

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
