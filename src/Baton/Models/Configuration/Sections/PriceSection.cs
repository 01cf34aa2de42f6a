using Baton.Models.Configuration.Binding;
using Keys = Baton.Models.Configuration.Binding.KeyOf<Baton.Models.TokenPrice>;

namespace Baton.Models.Configuration.Sections;

/// <summary><c>price</c> of a model.</summary>
internal static class PriceSection
{
    public static Section<TokenPrice> Section { get; } = new(
        "price",
        _ => new TokenPrice(),
        Keys.Value("input", Numbers.Money.OrNull(), (o, v) => o with { Input = v }, "USD per million tokens sent. null: unknown.").Default("null"),
        Keys.Value("output", Numbers.Money.OrNull(), (o, v) => o with { Output = v }, "USD per million tokens written. null: unknown.").Default("null"),
        Keys.Value("cache_read", Numbers.Money.OrNull(), (o, v) => o with { CacheRead = v },
            "USD per million tokens found in the vendor's cache. null: as input.").Default("null"),
        Keys.Value("cache_write", Numbers.Money.OrNull(), (o, v) => o with { CacheWrite = v },
            "USD per million tokens put into the vendor's cache. null: as input.").Default("null"),
        Keys.Value("reasoning", Numbers.Money.OrNull(), (o, v) => o with { Reasoning = v },
            "USD per million reasoning tokens. null: as output.").Default("null"),
        Keys.Value("per_request", Numbers.Money.OrNull(), (o, v) => o with { PerRequest = v },
            "USD for each request. null: nothing.").Default("null"));
}
