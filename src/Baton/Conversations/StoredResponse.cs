namespace Baton.Conversations;

/// <summary>An answer of the Responses API as it is kept, with what it answers.</summary>
/// <param name="Id">Its id: <c>resp_…</c>.</param>
/// <param name="Owner">A hash of the key of the caller whose it is; <c>null</c> for one who showed no key.</param>
/// <param name="PreviousId">The response that it goes on from, if it does.</param>
/// <param name="Body">The JSON of the response.</param>
/// <param name="Input">What this request added to the conversation, oldest first.</param>
/// <param name="Output">What the model answered, oldest first.</param>
public sealed record StoredResponse(
    string Id, string? Owner, string? PreviousId, ReadOnlyMemory<byte> Body, IReadOnlyList<StoredItem> Input, IReadOnlyList<StoredItem> Output)
{
    /// <summary>About how many bytes of memory it takes.</summary>
    public long Size => Body.Length + Input.Sum(Of) + Output.Sum(Of) + 512;

    private static long Of(StoredItem item) => item.Json.Length + item.Id.Length * 2 + 128;
}

/// <summary>An item of a response: a message, a call, a result, a thought.</summary>
/// <param name="Id">Its id: <c>msg_…</c>, <c>fc_…</c>, or whatever the caller gave it.</param>
/// <param name="Json">Its JSON.</param>
public sealed record StoredItem(string Id, ReadOnlyMemory<byte> Json);
