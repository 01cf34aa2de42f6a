using System.Collections;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI.Streaming;

/// <summary>Contents that are parsed when somebody looks, and cannot be changed: a decorator gives the update another list.</summary>
internal sealed class LazyContents(RawFrames frames) : IList<AIContent>
{
    public int Count => frames.Parsed.Count;

    public bool IsReadOnly => true;

    public AIContent this[int index]
    {
        get => frames.Parsed[index];
        set => throw ReadOnly();
    }

    public void Add(AIContent item) => throw ReadOnly();

    public void Clear() => throw ReadOnly();

    public bool Contains(AIContent item) => frames.Parsed.Contains(item);

    public void CopyTo(AIContent[] array, int arrayIndex) => frames.Parsed.CopyTo(array, arrayIndex);

    public IEnumerator<AIContent> GetEnumerator() => frames.Parsed.GetEnumerator();

    public int IndexOf(AIContent item) => frames.Parsed.IndexOf(item);

    public void Insert(int index, AIContent item) => throw ReadOnly();

    public bool Remove(AIContent item) => throw ReadOnly();

    public void RemoveAt(int index) => throw ReadOnly();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static NotSupportedException ReadOnly() =>
        new("These contents came as bytes and cannot be changed; give the update a new list of contents instead.");
}
