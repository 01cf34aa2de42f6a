using System.Security.Cryptography;
using Baton.Models;

namespace Baton.Storage.Keys;

/// <summary>A key that somebody wants made, as the command line or the API said it.</summary>
internal sealed record NewKey
{
    private const int LongestName = 100;
    private const int IdBytes = 6;

    private static readonly string[] Periods = ["day", "week", "month", "total"];

    public string? Name { get; init; }

    public bool Admin { get; init; }

    public string? Tenant { get; init; }

    public EquatableArray<string> Models { get; init; } = [];

    public decimal? BudgetUsd { get; init; }

    public string? Per { get; init; }

    public int? RequestsPerMinute { get; init; }

    /// <summary>Makes the key.</summary>
    /// <returns>The key to keep, and its secret, which nobody can see again.</returns>
    /// <exception cref="BatonException"><see cref="ErrorCodes.InvalidRequest"/>: something about it is wrong; <c>Param</c> says what.</exception>
    public (StoredKey Key, string Secret) Make(TimeProvider time)
    {
        Check();
        var secret = KeySecret.Create();
        var key = new ApiKey($"key-{RandomNumberGenerator.GetHexString(2 * IdBytes, lowercase: true)}", Name!)
        {
            Admin = Admin,
            Tenant = Tenant,
            Models = Models,
            BudgetUsd = BudgetUsd,
            Per = Per ?? "total",
            RequestsPerMinute = RequestsPerMinute,
            Created = time.GetUtcNow(),
        };
        return (new StoredKey(key, KeySecret.Hash(secret)), secret);
    }

    private void Check()
    {
        Demand(IsName(Name), "name", $"must be 1 to {LongestName} printable characters: what people call the key");
        Demand(Tenant is null || IsName(Tenant), "tenant", $"must be 1 to {LongestName} printable characters");
        Demand(Models.All(IsName), "models", "must be names of models");
        Demand(BudgetUsd is null or >= 0, "budget_usd", "must not be negative");
        Demand(Per is null || Periods.Contains(Per, StringComparer.Ordinal), "per", "must be day, week, month or total");
        Demand(Per is null || BudgetUsd is not null, "per", "says the period of budget_usd, which is missing");
        Demand(RequestsPerMinute is null or > 0, "requests_per_minute", "must be at least 1");
    }

    private static bool IsName(string? text) => text is { Length: > 0 and <= LongestName } && !text.Any(char.IsControl) && text.Trim() == text;

    private static void Demand(bool holds, string param, string what)
    {
        if (!holds)
        {
            throw new BatonException(ErrorCodes.InvalidRequest, $"'{param}' {what}.") { Param = param };
        }
    }
}
