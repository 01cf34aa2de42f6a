using System.Collections;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI.Streaming;

/// <summary>Contents that are parsed when somebody looks, and cannot be changed: a decorator gives the update another list.</summary>
internal sealed class LazyContents(Lazy<IList<AIContent>> contents) : IList<AIContent>
{
    public int Count => contents.Value.Count;

    public bool IsReadOnly => true;

    public AIContent this[int index]
    {
        get => contents.Value[index];
        set => throw ReadOnly();
    }

    public void Add(AIContent item) => throw ReadOnly();

    public void Clear() => throw ReadOnly();

    public bool Contains(AIContent item) => contents.Value.Contains(item);

    public void CopyTo(AIContent[] array, int arrayIndex) => contents.Value.CopyTo(array, arrayIndex);

    public IEnumerator<AIContent> GetEnumerator() => contents.Value.GetEnumerator();

    public int IndexOf(AIContent item) => contents.Value.IndexOf(item);

    public void Insert(int index, AIContent item) => throw ReadOnly();

    public bool Remove(AIContent item) => throw ReadOnly();

    public void RemoveAt(int index) => throw ReadOnly();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static NotSupportedException ReadOnly() =>
        new("These contents came as bytes and cannot be changed; give the update a new list of contents instead.");
}
