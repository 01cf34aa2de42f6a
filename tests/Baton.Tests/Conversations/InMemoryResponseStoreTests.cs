using Baton.Conversations;

namespace Baton.Tests.Conversations;

public sealed class InMemoryResponseStoreTests
{
    [Fact]
    public async Task Those_unused_for_longest_go_when_there_are_too_many()
    {
        var store = new InMemoryResponseStore(mostResponses: 2);
        await SaveAsync(store, Response("a"));
        await SaveAsync(store, Response("b"));
        (await FindAsync(store, "a")).ShouldNotBeNull(); // Used again.
        await SaveAsync(store, Response("c"));
        (await FindAsync(store, "a")).ShouldNotBeNull();
        (await FindAsync(store, "b")).ShouldBeNull();
        (await FindAsync(store, "c")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Their_bytes_are_bounded_together_and_each()
    {
        var one = Response("a", bytes: 1_000).Size;
        var store = new InMemoryResponseStore(mostBytes: 2 * one);
        foreach (var id in new[] { "a", "b", "c" })
        {
            await SaveAsync(store, Response(id, bytes: 1_000));
        }

        (await FindAsync(store, "a")).ShouldBeNull();
        (await FindAsync(store, "b")).ShouldNotBeNull();
        await SaveAsync(store, Response("huge", bytes: 10_000));
        (await FindAsync(store, "huge")).ShouldBeNull();
        (await FindAsync(store, "c")).ShouldNotBeNull(); // What cannot be kept drives nobody out.
    }

    [Fact]
    public async Task A_response_and_its_items_belong_to_their_owner()
    {
        var store = new InMemoryResponseStore();
        await SaveAsync(store, Response("a", owner: "me"));
        (await FindAsync(store, "a", "me")).ShouldNotBeNull();
        (await FindAsync(store, "a", "you")).ShouldBeNull();
        (await FindAsync(store, "a")).ShouldBeNull();
        (await store.FindItemAsync("item_a", "you", default)).ShouldBeNull();
        (await store.DeleteAsync("a", "you", default)).ShouldBeFalse();
        await SaveAsync(store, Response("b", owner: "you", item: "item_a")); // An id that another one made up.
        (await store.FindItemAsync("item_a", "me", default))!.Json.Length.ShouldBe(10);
        (await store.DeleteAsync("a", "me", default)).ShouldBeTrue();
        (await store.FindItemAsync("item_a", "me", default)).ShouldBeNull();
        (await store.FindItemAsync("item_a", "you", default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_item_lives_as_long_as_the_last_response_that_holds_it()
    {
        var store = new InMemoryResponseStore();
        await SaveAsync(store, Response("a", item: "shared"));
        await SaveAsync(store, Response("b", item: "shared"));
        await store.DeleteAsync("a", null, default);
        (await store.FindItemAsync("shared", null, default)).ShouldNotBeNull();
        await store.DeleteAsync("b", null, default);
        (await store.FindItemAsync("shared", null, default)).ShouldBeNull();
    }

    private static ValueTask SaveAsync(InMemoryResponseStore store, StoredResponse response) => store.SaveAsync(response, default);

    private static ValueTask<StoredResponse?> FindAsync(InMemoryResponseStore store, string id, string? owner = null) => store.FindAsync(id, owner, default);

    private static StoredResponse Response(string id, int bytes = 10, string? owner = null, string? item = null) =>
        new(id, owner, null, new byte[bytes], [new StoredItem(item ?? $"item_{id}", new byte[10])], []);
}
