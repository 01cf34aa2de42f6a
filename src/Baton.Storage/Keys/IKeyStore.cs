namespace Baton.Storage.Keys;

/// <summary>Where keys are kept.</summary>
public interface IKeyStore
{
    /// <summary>Keeps a new key; when the task ends it is kept for good.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait, not the writing.</param>
    /// <returns>The writing.</returns>
    Task AddAsync(StoredKey key, CancellationToken cancellationToken = default);

    /// <summary>Revokes a key for good.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="at">When, UTC.</param>
    /// <param name="cancellationToken">Ends the wait, not the writing.</param>
    /// <returns>Whether there is such a key and it was not revoked before.</returns>
    Task<bool> RevokeAsync(string id, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>Reads all keys, if something changed; made for looking often.</summary>
    /// <param name="since">The revision that the caller knows; <c>null</c>: none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The keys; <c>null</c> where nothing changed.</returns>
    Task<KeyList?> ReadAsync(long? since = null, CancellationToken cancellationToken = default);
}
