using Baton.Models;
using Baton.Models.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Budgets;

/// <summary>
/// A gateway with budgets before the fake upstream: <c>fake</c> in the cloud, <c>fake.local</c> at home, and <c>fake.unpriced</c>. An answer of
/// the upstream costs <see cref="Cost"/> in each of the first two.
/// </summary>
internal static class BudgetGateway
{
    /// <summary>12 tokens at 1 and 4 at 2 dollars a million.</summary>
    public const decimal Cost = 0.00002m;

    public static Task<TestGateway> StartAsync(params BudgetOptions[] budgets) => StartAsync(o => o, budgets);

    public static Task<TestGateway> StartAsync(
        Func<BatonOptions, BatonOptions> change, BudgetOptions[] budgets, Action<IServiceCollection>? services = null) => TestGateway.StartAsync(
        (b, upstream) => b
            .AddProvider(new ProviderOptions { Name = "home", Kind = ProviderKinds.OpenAI, BaseUrl = upstream.OpenAIUrl, Locality = Locality.Local })
            .AddModel("fake.local", "home", card => card with { Price = new TokenPrice(1m, 2m), Quality = 0.3 })
            .AddModel("fake.unpriced", "up"),
        ["fake"],
        o => change(o with { Budgets = budgets.ToEquatableArray(), Models = o.Models.Select(m => m.Card.Id == "fake" ? m with { Card = m.Card with { Quality = 0.9 } } : m).ToEquatableArray() }),
        services: services);

    public static async Task<System.Text.Json.JsonElement> BudgetAsync(this TestGateway gateway, string scope = "global") =>
        (await gateway.GetAsync("/api/budgets")).GetProperty("budgets").EnumerateArray().First(b => b.GetProperty("scope").GetString() == scope);

    public static async Task<decimal> SpentAsync(this TestGateway gateway, string scope = "global") =>
        (await gateway.BudgetAsync(scope)).GetProperty("spent_usd").GetDecimal();
}
