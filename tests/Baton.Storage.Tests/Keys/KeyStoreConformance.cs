using Baton.Storage.Keys;
using Baton.Storage.Postgres;

namespace Baton.Storage.Tests.Keys;

/// <summary>What holds of every <see cref="IKeyStore"/>.</summary>
public abstract class KeyStoreConformance
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);

    protected abstract IKeyStore Store { get; }

    private static StoredKey Key(string name, Func<ApiKey, ApiKey>? change = null)
    {
        var key = new ApiKey($"key-{name}", name) { Created = Now };
        return new StoredKey(change is null ? key : change(key), KeySecret.Hash(name));
    }

    [Fact]
    public async Task What_is_kept_comes_back_as_it_was()
    {
        var full = Key("full", k => k with
        {
            Admin = true,
            Tenant = "clinic",
            Models = ["gpt-4o", "role:writer"],
            BudgetUsd = 12.345678901m,
            Per = "month",
            RequestsPerMinute = 60,
        });
        await Store.AddAsync(full);
        await Store.AddAsync(Key("plain"));
        (await Store.ReadAsync())!.Keys.ShouldBe([full, Key("plain")]);
    }

    [Fact]
    public async Task A_look_finds_nothing_until_something_changed()
    {
        var empty = (await Store.ReadAsync())!;
        empty.Keys.ShouldBeEmpty();
        (await Store.ReadAsync(empty.Revision)).ShouldBeNull();
        await Store.AddAsync(Key("one"));
        var one = (await Store.ReadAsync(empty.Revision))!;
        one.Revision.ShouldBeGreaterThan(empty.Revision);
        (await Store.ReadAsync(one.Revision)).ShouldBeNull();
        await Store.RevokeAsync("key-one", Now);
        (await Store.ReadAsync(one.Revision))!.Keys.Single().Key.Revoked.ShouldBe(Now);
    }

    [Fact]
    public async Task A_key_is_revoked_once_and_an_unknown_one_never()
    {
        await Store.AddAsync(Key("one"));
        (await Store.RevokeAsync("key-one", Now)).ShouldBeTrue();
        var before = (await Store.ReadAsync())!;
        (await Store.RevokeAsync("key-one", Now.AddDays(1))).ShouldBeFalse();
        (await Store.RevokeAsync("key-two", Now)).ShouldBeFalse();
        (await Store.ReadAsync(before.Revision)).ShouldBeNull();
    }

    [Fact]
    public async Task Many_at_once_are_all_kept()
    {
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(() => Store.AddAsync(Key($"k{i}")))));
        (await Store.ReadAsync())!.Keys.Count.ShouldBe(300);
    }
}

public sealed class InMemoryKeyStoreTests : KeyStoreConformance
{
    protected override IKeyStore Store { get; } = new InMemoryKeyStore();
}

public sealed class SqliteKeyStoreTests : KeyStoreConformance, IDisposable
{
    private readonly TempDatabase _temp = new();

    public SqliteKeyStoreTests() => Store = new KeyStore(_temp.Database);

    protected override IKeyStore Store { get; }

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Another_process_sees_it_at_once()
    {
        using var other = _temp.Open();
        var there = new KeyStore(other);
        var before = (await there.ReadAsync())!;
        await Store.AddAsync(new StoredKey(new ApiKey("key-1", "one"), "00"));
        (await there.ReadAsync(before.Revision))!.Keys.Single().Key.Name.ShouldBe("one");
    }

    [Fact]
    public async Task Neither_the_secret_nor_its_hash_twice()
    {
        await Store.AddAsync(new StoredKey(new ApiKey("key-1", "one"), "00"));
        var failure = await Should.ThrowAsync<BatonException>(() => Store.AddAsync(new StoredKey(new ApiKey("key-2", "two"), "00")));
        failure.Code.ShouldBe(ErrorCodes.StorageFailed);
        (await Store.ReadAsync())!.Keys.Count.ShouldBe(1);
    }
}

public sealed class PostgresKeyStoreTests : KeyStoreConformance, IDisposable
{
    private readonly PostgresDatabase _database;

    public PostgresKeyStoreTests(PostgresServer server) => Store = new KeyStore(_database = server.Open());

    protected override IKeyStore Store { get; }

    public void Dispose() => _database.Dispose();
}
