namespace Baton.Conversations;

/// <summary>Keeps answers of the Responses API, so that a later request goes on from them. An owner sees his own only.</summary>
public interface IResponseStore
{
    /// <summary>Keeps a response. When this returns, it can be found.</summary>
    /// <param name="response">The response.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Completes when it is kept.</returns>
    ValueTask SaveAsync(StoredResponse response, CancellationToken cancellationToken);

    /// <summary>Finds a response.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="owner">Who asks.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The response; <c>null</c> where there is none, or it is somebody else's.</returns>
    ValueTask<StoredResponse?> FindAsync(string id, string? owner, CancellationToken cancellationToken);

    /// <summary>Finds an item of a response by the item's own id.</summary>
    /// <param name="itemId">The item's id.</param>
    /// <param name="owner">Who asks.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The item; <c>null</c> where there is none, or it is somebody else's.</returns>
    ValueTask<StoredItem?> FindItemAsync(string itemId, string? owner, CancellationToken cancellationToken);

    /// <summary>Forgets a response and its items.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="owner">Who asks.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there was one of his.</returns>
    ValueTask<bool> DeleteAsync(string id, string? owner, CancellationToken cancellationToken);
}
