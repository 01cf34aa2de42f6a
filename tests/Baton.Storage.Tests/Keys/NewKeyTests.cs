using Baton.Storage.Keys;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Storage.Tests.Keys;

public sealed class NewKeyTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_secret_has_256_random_bits_and_is_kept_as_its_hash_alone()
    {
        var made = Enumerable.Range(0, 100).Select(_ => new NewKey { Name = "a" }.Make(_time)).ToList();
        made.Select(m => m.Secret).Distinct(StringComparer.Ordinal).Count().ShouldBe(100);
        made.Select(m => m.Key.Key.Id).Distinct(StringComparer.Ordinal).Count().ShouldBe(100);
        foreach (var (key, secret) in made)
        {
            secret.ShouldStartWith("bt-");
            secret.Length.ShouldBe(3 + 43);
            key.Hash.ShouldBe(KeySecret.Hash(secret));
            key.ToString().ShouldNotContain(secret);
        }
    }

    [Fact]
    public void What_is_wrong_is_named()
    {
        Param(new NewKey()).ShouldBe("name");
        Param(new NewKey { Name = " " }).ShouldBe("name");
        Param(new NewKey { Name = "a\nb" }).ShouldBe("name");
        Param(new NewKey { Name = "a", Tenant = "" }).ShouldBe("tenant");
        Param(new NewKey { Name = "a", Models = ["x", ""] }).ShouldBe("models");
        Param(new NewKey { Name = "a", BudgetUsd = -0.01m }).ShouldBe("budget_usd");
        Param(new NewKey { Name = "a", BudgetUsd = 1, Per = "year" }).ShouldBe("per");
        Param(new NewKey { Name = "a", Per = "day" }).ShouldBe("per");
        Param(new NewKey { Name = "a", RequestsPerMinute = 0 }).ShouldBe("requests_per_minute");
    }

    private string? Param(NewKey wanted) => Should.Throw<BatonException>(() => wanted.Make(_time)).Param;
}
