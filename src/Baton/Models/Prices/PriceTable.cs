using System.Collections.Frozen;
using System.Text.Json;
using Baton.Models.Configuration;

namespace Baton.Models.Prices;

/// <summary>
/// What vendors ask for their models, as of a date: <c>prices.json</c>, which ships with Baton and names its source. It is for the vendors' own
/// addresses alone; resellers ask other prices. A <c>price</c> of the configuration goes before it.
/// </summary>
internal sealed class PriceTable
{
    private static readonly JsonSerializerOptions Reading = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly Lazy<PriceTable> Read = new(() => new PriceTable(Open()));

    private readonly FrozenDictionary<string, VendorPrices> _vendors;

    private PriceTable(TableFile file)
    {
        (AsOf, Source) = (file.AsOf, file.Source);
        _vendors = file.Vendors.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The one that ships.</summary>
    public static PriceTable Shipped => Read.Value;

    /// <summary>The month that it is of: <c>2026-11</c>.</summary>
    public string AsOf { get; }

    /// <summary>Where its prices were found, and what they are.</summary>
    public string Source { get; }

    /// <summary>Every vendor and model in it.</summary>
    public IEnumerable<(string Vendor, string Model, TokenPrice Price)> All =>
        from vendor in _vendors
        from model in vendor.Value.Models
        select (vendor.Key, model.Key, model.Value);

    /// <summary>The price of a vendor's model.</summary>
    /// <param name="vendor">The vendor's name: <c>openai</c>.</param>
    /// <param name="model">The model's id.</param>
    /// <returns>The price; <c>null</c> where it is unknown.</returns>
    public ListPrice? Find(string vendor, string model) =>
        _vendors.GetValueOrDefault(vendor)?.Models.GetValueOrDefault(model) is { } price ? new ListPrice(price, AsOf) : null;

    /// <summary>The price of a model at a provider.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="model">The model's name there: its id, or that of a snapshot.</param>
    /// <returns>The price; <c>null</c> where the provider is no vendor of the table, or the model is not in it.</returns>
    public ListPrice? Find(ProviderOptions provider, string model)
    {
        var host = provider.BaseUrl?.Host ?? provider.Kind switch
        {
            ProviderKinds.OpenAI => "api.openai.com",
            ProviderKinds.Anthropic => "api.anthropic.com",
            _ => null,
        };
        var vendor = _vendors.Values.FirstOrDefault(v => v.Host == host);
        var found = vendor?.Models.Keys.FirstOrDefault(id => ModelSnapshots.Is(model, id));
        return found is null ? null : new ListPrice(vendor!.Models[found], AsOf);
    }

    private static TableFile Open()
    {
        using var stream = typeof(PriceTable).Assembly.GetManifestResourceStream("prices.json")!;
        return JsonSerializer.Deserialize<TableFile>(stream, Reading)!;
    }

    private sealed record TableFile(string AsOf, string Source, Dictionary<string, VendorPrices> Vendors);

    private sealed record VendorPrices(string Host, Dictionary<string, TokenPrice> Models);
}

/// <summary>A price of the table.</summary>
/// <param name="Price">The price.</param>
/// <param name="AsOf">The month that it is of.</param>
internal sealed record ListPrice(TokenPrice Price, string AsOf);
