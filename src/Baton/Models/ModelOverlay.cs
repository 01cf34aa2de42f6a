using System.Collections.Immutable;
using Baton.Models.Configuration;

namespace Baton.Models;

/// <summary>
/// What the API registered, changed and removed, laid over the file. A change of the API holds until the file's own entry
/// of that model changes; then the file's holds. Immutable; pure functions.
/// </summary>
internal sealed class ModelOverlay
{
    private readonly ImmutableDictionary<string, Entry> _entries;

    private ModelOverlay(ImmutableDictionary<string, Entry> entries) => _entries = entries;

    /// <summary>Nothing over the file.</summary>
    public static ModelOverlay Empty { get; } = new(ImmutableDictionary.Create<string, Entry>(StringComparer.Ordinal));

    /// <summary>With a model registered or changed.</summary>
    public ModelOverlay With(ModelOptions model, BatonOptions file) =>
        new(_entries.SetItem(model.Card.Id, new Entry(model, InFile(file, model.Card.Id))));

    /// <summary>With a model removed.</summary>
    public ModelOverlay Without(string id, BatonOptions file) => InFile(file, id) is { } entry
        ? new(_entries.SetItem(id, new Entry(null, entry)))
        : new(_entries.Remove(id));

    /// <summary>The configuration as both together say it. What names a provider that is gone is left out until it is back.</summary>
    public BatonOptions Over(BatonOptions file)
    {
        var providers = file.Providers.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var models = new List<ModelOptions>(file.Models.Count);
        foreach (var model in file.Models)
        {
            if (!_entries.TryGetValue(model.Card.Id, out var entry) || entry.Before != model)
            {
                models.Add(model);
            }
            else if (entry.Model is { } changed && HasProviders(changed, providers))
            {
                models.Add(changed);
            }
        }

        var named = file.Models.Select(m => m.Card.Id).ToHashSet(StringComparer.Ordinal);
        models.AddRange(_entries.Values
            .Where(e => e.Model is { } m && !named.Contains(m.Card.Id) && HasProviders(m, providers))
            .Select(e => e.Model!)
            .OrderBy(m => m.Card.Id, StringComparer.Ordinal));
        return file with { Models = models.ToEquatableArray() };
    }

    private static bool HasProviders(ModelOptions model, HashSet<string> providers) =>
        model.Deployments.All(d => providers.Contains(d.Provider));

    private static ModelOptions? InFile(BatonOptions file, string id) => file.Models.FirstOrDefault(m => m.Card.Id == id);

    /// <summary>One change of the API.</summary>
    /// <param name="Model">What the API made of it; <c>null</c>: removed.</param>
    /// <param name="Before">The file's entry at that time.</param>
    private sealed record Entry(ModelOptions? Model, ModelOptions? Before);
}
