using Baton.Models;
using Baton.Models.Prices;
using Baton.Tests.Models.Configuration;

namespace Baton.Tests.Models.Prices;

public sealed class PriceTableTests
{
    private static ModelCard Card(string yaml) => Catalog.Build(Reading.Options(yaml)).Models[0].Card;

    [Fact]
    public void The_table_says_of_when_and_from_where_it_is_and_its_prices_can_be()
    {
        var table = PriceTable.Shipped;
        table.AsOf.ShouldMatch("^20[0-9]{2}-(0[1-9]|1[0-2])$");
        table.Source.ShouldContain("price pages");
        table.All.Count().ShouldBeGreaterThan(25);
        table.All.ShouldAllBe(m => m.Price.Input > 0 && m.Price.Output >= m.Price.Input && (m.Price.CacheRead == null || m.Price.CacheRead < m.Price.Input));
    }

    [Theory]
    [InlineData("providers: { p: { kind: openai } }\nmodels: { gpt-4o: { provider: p } }", 2.5, "2026-11")]
    [InlineData("providers: { p: { kind: openai, base_url: 'https://api.openai.com/v1' } }\nmodels: { mine: { provider: p, model: gpt-4o-2024-08-06 } }", 2.5, "2026-11")]
    [InlineData("providers: { p: { kind: anthropic } }\nmodels: { claude-haiku-4-5: { provider: p } }", 1.0, "2026-11")]
    [InlineData("providers: { p: { kind: openai } }\nmodels: { gpt-4o: { provider: p, price: { input: 7, output: 8 } } }", 7.0, null)] // What is said goes before.
    [InlineData("providers: { p: { kind: openai, base_url: 'https://example.org/v1' } }\nmodels: { gpt-4o: { provider: p } }", null, null)] // Another's price is his own.
    [InlineData("providers: { p: { kind: openai } }\nmodels: { gpt-unheard-of: { provider: p } }", null, null)]
    [InlineData("providers: { p: { kind: openai }, q: { kind: openai, base_url: 'https://example.org/v1' } }\nmodels: { gpt-4o: { deployments: [ { provider: p }, { provider: q } ] } }", null, null)]
    [InlineData("providers: { p: { kind: openai } }\nmodels: { two: { deployments: [ { provider: p, model: gpt-4o-mini }, { provider: p, model: gpt-4o } ] } }", 2.5, "2026-11")]
    public void A_model_without_a_price_costs_what_its_vendor_asks(string yaml, double? input, string? asOf)
    {
        var card = Card(yaml);
        ((double?)card.Price?.Input).ShouldBe(input);
        card.PriceAsOf.ShouldBe(asOf);
    }

    [Fact]
    public void A_local_one_costs_nothing() =>
        Card("providers: { p: { kind: ollama } }\nmodels: { gpt-4o: { provider: p } }").Price.ShouldBe(TokenPrice.Free);
}
