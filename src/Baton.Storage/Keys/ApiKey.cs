using Baton.Models;

namespace Baton.Storage.Keys;

/// <summary>A key of the gateway, without its secret.</summary>
/// <param name="Id">Its id: <c>key-…</c>.</param>
/// <param name="Name">What people call it.</param>
public sealed record ApiKey(string Id, string Name)
{
    /// <summary>Whether it opens more than <c>/v1</c>.</summary>
    public bool Admin { get; init; }

    /// <summary>Whose it is; <c>null</c>: nobody's in particular.</summary>
    public string? Tenant { get; init; }

    /// <summary>What it may ask: ids of models or deployments, or names such as <c>role:writer</c>; empty: everything.</summary>
    public EquatableArray<string> Models { get; init; } = [];

    /// <summary>The most that it may spend in a period, in US dollars; <c>null</c>: no limit of its own.</summary>
    public decimal? BudgetUsd { get; init; }

    /// <summary>The period: <c>day</c>, <c>week</c>, <c>month</c>, <c>total</c>.</summary>
    public string Per { get; init; } = "total";

    /// <summary>Requests that it may send within any minute; <c>null</c>: no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Since when it opens nothing any more, UTC; <c>null</c>: it does.</summary>
    public DateTimeOffset? Revoked { get; init; }
}

/// <summary>A key as it is kept.</summary>
/// <param name="Key">The key.</param>
/// <param name="Hash">The hash of its secret, as <see cref="KeySecret.Hash"/> makes it.</param>
public sealed record StoredKey(ApiKey Key, string Hash);

/// <summary>Every key there is, the revoked ones among them, oldest first.</summary>
/// <param name="Revision">Rises with every change.</param>
/// <param name="Keys">The keys.</param>
public sealed record KeyList(long Revision, EquatableArray<StoredKey> Keys);
