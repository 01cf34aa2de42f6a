using System.Buffers;
using System.Text.Json;
using Baton.Conversations;
using Baton.Providers.OpenAI;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>What came before a request, by way of the store, and what of it is kept for later ones.</summary>
/// <param name="store">The store.</param>
/// <param name="owner">Whose responses they are.</param>
internal sealed class ResponseHistory(IResponseStore store, string? owner)
{
    /// <summary>The items of the responses that a request goes on from, oldest first.</summary>
    /// <param name="previousId">The request's <c>previous_response_id</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BatonException">One of them is not kept, or no longer.</exception>
    public async ValueTask<List<WireObject>> BeforeAsync(string? previousId, CancellationToken cancellationToken)
    {
        var chain = new Stack<StoredResponse>();
        for (var id = previousId; id is not null; id = chain.Peek().PreviousId)
        {
            chain.Push(await store.FindAsync(id, owner, cancellationToken) ?? throw NotKept(previousId!, id));
        }

        return [.. chain.SelectMany(response => response.Input.Concat(response.Output))
            .Select(item => new WireObject(JsonElement.Parse(item.Json.Span), "previous_response_id"))];
    }

    /// <summary>Puts stored items in the place of references to them.</summary>
    /// <param name="items">The request's items.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BatonException">A reference leads nowhere.</exception>
    public async ValueTask<List<WireObject>> ResolveAsync(List<WireObject> items, CancellationToken cancellationToken)
    {
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            if (InputItems.TypeOf(item) == "item_reference")
            {
                var id = item.DemandText("id");
                var stored = await store.FindItemAsync(id, owner, cancellationToken) ?? throw ChatRequestScanner.Invalid(
                    $"'{item.Path("id")}' is '{id}', and no item of that id is kept: send the item itself.", item.Path("id"));
                items[i] = new WireObject(JsonElement.Parse(stored.Json.Span), item.At);
            }
        }

        return items;
    }

    /// <summary>Keeps a finished response, unless the request says not to.</summary>
    public ValueTask KeepAsync(
        ResponsesRequest request, ResponseObject response, IReadOnlyList<WireObject> input, CancellationToken cancellationToken) =>
        request.Store
            ? store.SaveAsync(
                new StoredResponse(
                    response.Id, owner, request.PreviousResponseId, response.ToJson(),
                    [.. input.Select(InputItems.Kept)], [.. response.Output.Select(Kept)]),
                cancellationToken)
            : ValueTask.CompletedTask;

    /// <summary>An item as it is kept: with all that its thought needs to go back, whatever the caller is shown.</summary>
    private static StoredItem Kept(OutputItem item)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, JsonWriting.Options))
        {
            item.Write(writer, showEncrypted: true);
        }

        return new StoredItem(item.Id, buffer.WrittenSpan.ToArray());
    }

    private static BatonException NotKept(string asked, string missing) => new(
        ErrorCodes.PreviousResponseNotFound,
        asked == missing
            ? $"'previous_response_id' is '{asked}', and no response of that id is kept."
            : $"'previous_response_id' is '{asked}', which goes on from '{missing}', and that is no longer kept: send the whole conversation.")
    {
        Param = "previous_response_id",
    };
}
