namespace Baton.Conversations;

/// <summary>
/// Keeps responses in this process's memory, within bounds: those that nobody used for the longest time go first, so that
/// a conversation which goes on keeps its beginning. A restart forgets all.
/// </summary>
/// <param name="mostResponses">The most responses kept.</param>
/// <param name="mostBytes">The most bytes that they take together; one that alone takes more is not kept.</param>
public sealed class InMemoryResponseStore(int mostResponses = 10_000, long mostBytes = 64 * 1024 * 1024) : IResponseStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<StoredResponse>> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<(string? Owner, string Id), (StoredResponse Of, StoredItem Item)> _items = [];
    private readonly LinkedList<StoredResponse> _byUse = new();
    private long _bytes;

    /// <inheritdoc/>
    public ValueTask SaveAsync(StoredResponse response, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        var size = response.Size;
        lock (_lock)
        {
            if (_byId.TryGetValue(response.Id, out var old))
            {
                Remove(old);
            }

            if (size > mostBytes)
            {
                return ValueTask.CompletedTask;
            }

            while (_byUse.First is { } oldest && (_byUse.Count >= mostResponses || _bytes + size > mostBytes))
            {
                Remove(oldest);
            }

            _byId[response.Id] = _byUse.AddLast(response);
            _bytes += size;
            foreach (var item in response.Input.Concat(response.Output))
            {
                _items[(response.Owner, item.Id)] = (response, item);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<StoredResponse?> FindAsync(string id, string? owner, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_byId.TryGetValue(id, out var node) || node.Value.Owner != owner)
            {
                return ValueTask.FromResult<StoredResponse?>(null);
            }

            _byUse.Remove(node);
            _byUse.AddLast(node);
            return ValueTask.FromResult<StoredResponse?>(node.Value);
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoredItem?> FindItemAsync(string itemId, string? owner, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(_items.TryGetValue((owner, itemId), out var found) ? found.Item : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string id, string? owner, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_byId.TryGetValue(id, out var node) || node.Value.Owner != owner)
            {
                return ValueTask.FromResult(false);
            }

            Remove(node);
            return ValueTask.FromResult(true);
        }
    }

    private void Remove(LinkedListNode<StoredResponse> node)
    {
        var response = node.Value;
        _byUse.Remove(node);
        _byId.Remove(response.Id);
        _bytes -= response.Size;
        foreach (var item in response.Input.Concat(response.Output))
        {
            // A later response may hold an item of the same id: a caller who sends back what he was answered.
            if (_items.TryGetValue((response.Owner, item.Id), out var held) && ReferenceEquals(held.Of, response))
            {
                _items.Remove((response.Owner, item.Id));
            }
        }
    }
}
