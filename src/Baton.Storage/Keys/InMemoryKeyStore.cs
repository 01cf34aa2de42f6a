using Baton.Models;

namespace Baton.Storage.Keys;

/// <summary>Keeps keys for as long as the process runs: for a gateway inside another program, without a data folder.</summary>
public sealed class InMemoryKeyStore : IKeyStore
{
    private readonly Lock _writer = new();
    private KeyList _keys = new(0, []);

    /// <inheritdoc/>
    public Task AddAsync(StoredKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_writer)
        {
            _keys = new KeyList(_keys.Revision + 1, _keys.Keys.Append(key).ToEquatableArray());
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> RevokeAsync(string id, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        lock (_writer)
        {
            var live = _keys.Keys.Any(k => k.Key.Id == id && k.Key.Revoked is null);
            if (live)
            {
                _keys = new KeyList(
                    _keys.Revision + 1,
                    _keys.Keys.Select(k => k.Key.Id == id ? k with { Key = k.Key with { Revoked = at } } : k).ToEquatableArray());
            }

            return Task.FromResult(live);
        }
    }

    /// <inheritdoc/>
    public Task<KeyList?> ReadAsync(long? since = null, CancellationToken cancellationToken = default)
    {
        lock (_writer)
        {
            return Task.FromResult(since == _keys.Revision ? null : _keys);
        }
    }
}
