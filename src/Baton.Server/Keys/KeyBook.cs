using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Baton.Budgets;
using Baton.Models.Configuration;
using Baton.Storage.Keys;

namespace Baton.Server.Keys;

/// <summary>The keys as the gateway knows them now: an immutable snapshot that readers take once, flipped when the store has changed.</summary>
internal sealed class KeyBook(IKeyStore store, BudgetBook budgets)
{
    private static readonly Snapshot Nothing = new(new KeyList(-1, []));

    private volatile Snapshot _current = Nothing;

    /// <summary>Every key, the revoked ones among them.</summary>
    public IEnumerable<ApiKey> All => _current.Keys.Keys.Select(k => k.Key);

    /// <summary>Reads the store again, if it has changed.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(_current.Keys.Revision, cancellationToken) is { } changed && changed.Revision > _current.Keys.Revision)
        {
            var live = changed.Keys.Select(k => k.Key).Where(k => k.Revoked is null).ToList();
            budgets.SetKeys(live.Select(BudgetOf).OfType<BudgetOptions>(), live.Select(k => KeyValuePair.Create(k.Id, k.Name)));
            _current = new Snapshot(changed); // After its budget: no key is ever taken without.
        }
    }

    /// <summary>Finds the key of a secret.</summary>
    /// <returns>The key; <c>null</c> where there is none, or it was revoked.</returns>
    public ApiKey? Find(string secret)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        foreach (var (known, key) in _current.Live.GetValueOrDefault(BinaryPrimitives.ReadInt64LittleEndian(hash), []))
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
            {
                return key;
            }
        }

        return null;
    }

    private static BudgetOptions? BudgetOf(ApiKey key) =>
        key.BudgetUsd is { } limit ? new BudgetOptions { Scope = "key", Id = key.Id, LimitUsd = limit, Per = key.Per } : null;

    /// <summary>Live keys by the first eight bytes of their hash; the whole of it is then compared in constant time.</summary>
    private sealed record Snapshot(KeyList Keys)
    {
        public FrozenDictionary<long, (byte[] Hash, ApiKey Key)[]> Live { get; } = Keys.Keys
            .Where(k => k.Key.Revoked is null)
            .Select(k => (Hash: Convert.FromHexString(k.Hash), k.Key))
            .GroupBy(k => BinaryPrimitives.ReadInt64LittleEndian(k.Hash))
            .ToFrozenDictionary(g => g.Key, g => g.ToArray());
    }
}
