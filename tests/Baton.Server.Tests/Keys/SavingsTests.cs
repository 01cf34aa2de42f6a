using System.Net;
using Baton.Models;
using Baton.Server.Tests.Budgets;

namespace Baton.Server.Tests.Keys;

public sealed class SavingsTests
{
    [Fact]
    public async Task The_same_traffic_on_the_strongest_model_is_what_savings_are_measured_by()
    {
        await using var gateway = await BudgetGateway.StartAsync(
            o => o with { Models = o.Models.Select(m => m.Card.Id == "fake" ? m with { Card = m.Card with { Price = new TokenPrice(10m, 20m) } } : m).ToEquatableArray() }, []);
        foreach (var model in (string[])["fake", "fake.local", "fake.local", "fake.local", "fake.unpriced"])
        {
            (await gateway.ChatAsync(model)).EnsureSuccessStatusCode();
        }

        var savings = (await gateway.GetAsync("/api/usage")).GetProperty("savings");
        savings.GetProperty("baseline").GetString().ShouldBe("fake"); // Quality 0.9 against 0.3; the third has none.
        savings.GetProperty("requests").GetInt64().ShouldBe(4);
        savings.GetProperty("left_out_requests").GetInt64().ShouldBe(1);
        savings.GetProperty("cost_usd").GetDecimal().ShouldBe(0.0002m + (3 * 0.00002m));
        savings.GetProperty("baseline_cost_usd").GetDecimal().ShouldBe(4 * 0.0002m);
        savings.GetProperty("saved_usd").GetDecimal().ShouldBe(0.00054m);
        savings.GetProperty("saved_share").GetDouble().ShouldBe(0.675);

        var other = (await gateway.GetAsync("/api/usage?baseline=fake.local")).GetProperty("savings");
        other.GetProperty("saved_usd").GetDecimal().ShouldBe((4 * 0.00002m) - 0.00026m);
        using var unknown = await gateway.SendAsync(HttpMethod.Get, "/api/usage?baseline=fke");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unknown.ErrorAsync()).GetProperty("message").GetString()!.ShouldContain("'fake'");
        using var unpriced = await gateway.SendAsync(HttpMethod.Get, "/api/usage?baseline=fake.unpriced");
        unpriced.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Without_any_model_of_known_quality_and_price_there_is_nothing_to_compare_with()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        (await gateway.GetAsync("/api/usage")).GetProperty("savings").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task An_explanation_foresees_what_each_would_cost_expected_and_at_the_most()
    {
        await using var gateway = await BudgetGateway.StartAsync();
        using var auto = await gateway.PostAsync("/api/route", """{"prompt":"hi","max_tokens":100}""");
        using var named = await gateway.PostAsync("/api/route", """{"prompt":"hi","model":"fake","max_tokens":100}""");
        foreach (var candidates in (System.Text.Json.JsonElement[])[(await auto.JsonAsync()).GetProperty("candidates"), (await named.JsonAsync()).GetProperty("candidates")])
        {
            var fake = candidates.EnumerateArray().First(c => c.GetProperty("model").GetString() == "fake");
            fake.GetProperty("cost_usd").GetDecimal().ShouldBeGreaterThan(0);
            fake.GetProperty("most_usd").GetDecimal().ShouldBeGreaterThanOrEqualTo(fake.GetProperty("cost_usd").GetDecimal());
            fake.GetProperty("most_usd").GetDecimal().ShouldBeLessThan(0.0003m); // A hundred tokens at two dollars a million, and "hi".
        }

        var unpriced = (await auto.JsonAsync()).GetProperty("candidates").EnumerateArray().First(c => c.GetProperty("model").GetString() == "fake.unpriced");
        unpriced.GetProperty("most_usd").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }
}
