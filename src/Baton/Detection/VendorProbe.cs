using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers;

namespace Baton.Detection;

/// <summary>Looks for one vendor's key and asks what models it opens.</summary>
internal sealed class VendorProbe(Inventories inventories, TimeProvider time)
{
    private const int MostUnknown = 30;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<Found> LookAsync(Vendor vendor, Func<string, string?> environment, CancellationToken cancellationToken)
    {
        var variable = vendor.KeyVariables.FirstOrDefault(v => Value(environment, v) is not null);
        var address = vendor.BaseUrlVariable is { } a ? Value(environment, a) : null;
        if (variable is null && address is null)
        {
            return Found.Nothing;
        }

        if ((address ?? vendor.BaseUrl) is { } text && (!Uri.TryCreate(text, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https")))
        {
            return Found.Nothing with { Notes = [$"{vendor.Name}: {vendor.BaseUrlVariable} is no http address; the vendor was left out. Write it like https://host/v1."] };
        }

        var key = variable is null ? null : Value(environment, variable);
        var baseUrl = address ?? vendor.BaseUrl;
        var provider = new ProviderOptions
        {
            Name = vendor.Name,
            Kind = vendor.Kind,
            BaseUrl = baseUrl is null ? null : new Uri(baseUrl),
            ApiKeys = key is null ? [] : [key],
            Locality = address is not null && new Uri(address).IsLoopback ? Locality.Local : null,
        };
        var where = string.Join(" and ", new[] { variable, address is null ? null : vendor.BaseUrlVariable }.OfType<string>());
        var (listed, failure) = await inventories.AskAsync(provider, Limit, time, cancellationToken).ConfigureAwait(false);
        return listed is not null
            ? FromList(vendor, provider, listed, where, elsewhere: address is not null)
            : FromTable(vendor, provider, failure!, where, key, elsewhere: address is not null);
    }

    private static Found FromList(Vendor vendor, ProviderOptions provider, IReadOnlyList<InstalledModel> listed, string where, bool elsewhere)
    {
        var names = listed.Select(m => m.Name.StartsWith("models/", StringComparison.Ordinal) ? m.Name[7..] : m.Name)
            .Where(n => !NoChat.Is(n)).Distinct(StringComparer.Ordinal).ToList();
        var models = new List<FoundModel>();
        foreach (var known in KnownModels.Of(vendor.Name))
        {
            if (names.Where(known.IsCalled).OrderBy(n => n.Length).ThenByDescending(n => n, StringComparer.Ordinal).FirstOrDefault() is { } name)
            {
                models.Add(new FoundModel(known.Card, name == known.Card.Id ? null : name));
                names.RemoveAll(n => known.IsCalled(n));
            }
        }

        if (models.Count == 0 || elsewhere)
        {
            // Another address is another server, whose models are what it lists; and a vendor's newest are in no table yet.
            var resold = names.Select(n => (Name: n, Card: KnownModels.Resold(n))).OrderByDescending(n => n.Card?.Quality ?? 0).Take(MostUnknown);
            models.AddRange(resold.Select(n => new FoundModel(n.Card ?? new ModelCard { Id = n.Name })));
        }

        return models.Count == 0
            ? Found.Nothing with { Notes = [$"{vendor.Name} ({where}): it lists no model that chats; it was left out."] }
            : new Found(provider, models) { Findings = [$"{vendor.Name} ({where}): {Count(models.Count)}"] };
    }

    private static Found FromTable(Vendor vendor, ProviderOptions provider, UpstreamException failure, string where, string? key, bool elsewhere)
    {
        // What a server says about a refused key may hold a part of it.
        var why = failure.Code == ErrorCodes.UpstreamCredentials ? "it refuses the key" : WithoutKey(failure.Message, key);
        var models = KnownModels.Of(vendor.Name).Select(k => new FoundModel(k.Card)).ToArray();
        return failure.Code == ErrorCodes.UpstreamCredentials || models.Length == 0 || (elsewhere && vendor.Kind == ProviderKinds.OpenAI)
            ? Found.Nothing with { Notes = [$"{vendor.Name} ({where}) was left out: {why}."] }
            : new Found(provider, models)
            {
                Findings = [$"{vendor.Name} ({where}): {Count(models.Length)} of Baton's own table"],
                Notes = [$"{vendor.Name} could not be asked for its models ({why}); the well-known ones are taken, whether this key opens them is unknown."],
            };
    }

    private static string WithoutKey(string message, string? key) =>
        (key is null ? message : message.Replace(key, "…", StringComparison.Ordinal)).TrimEnd('.');

    private static string Count(int models) => models == 1 ? "1 model" : $"{models} models";

    private static string? Value(Func<string, string?> environment, string name) =>
        environment(name)?.Trim() is { Length: > 0 } value ? value : null;
}
