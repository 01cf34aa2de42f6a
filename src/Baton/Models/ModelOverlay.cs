using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Baton.Models.Configuration;

namespace Baton.Models;

/// <summary>
/// What the API registered, changed and removed, laid over the file. A change of the API holds until the file's own entry
/// of that model changes; then the file's holds. Immutable; pure functions.
/// </summary>
internal sealed class ModelOverlay
{
    private readonly ImmutableDictionary<string, ModelChange> _changes;

    private ModelOverlay(ImmutableDictionary<string, ModelChange> changes) => _changes = changes;

    /// <summary>What was kept.</summary>
    public static ModelOverlay Of(IEnumerable<ModelChange> changes) =>
        new(changes.ToImmutableDictionary(c => c.Id, StringComparer.Ordinal));

    /// <summary>An entry as it may be kept to be compared with: without what its environment variables hold, which are secrets at times.</summary>
    public static ModelOptions Masked(ModelOptions entry) => entry.Deployments.All(d => d.Env.IsEmpty) ? entry : entry with
    {
        Deployments = entry.Deployments.Select(d => d with { Env = d.Env.Select(Hashed).ToEquatableArray() }).ToEquatableArray(),
    };

    /// <summary>A model registered or changed.</summary>
    public static ModelChange Set(ModelOptions model, BatonOptions file) => new(model.Card.Id, model, InFile(file, model.Card.Id));

    /// <summary>A model removed.</summary>
    public static ModelChange Remove(string id, BatonOptions file) => new(id, null, InFile(file, id));

    /// <summary>With changes made.</summary>
    public ModelOverlay With(IReadOnlyList<ModelChange> changes) => changes.Count == 0 ? this : new(changes.Aggregate(
        _changes, static (all, change) => change is { Model: null, Before: null } ? all.Remove(change.Id) : all.SetItem(change.Id, change)));

    /// <summary>Changes that hold no longer, because the file's entry is another now: each as the change that forgets it.</summary>
    public IReadOnlyList<ModelChange> Outlived(BatonOptions file) =>
        [.. _changes.Values
            .Where(c => InFile(file, c.Id) is { } entry ? entry != c.Before : c.Model is null)
            .Select(c => new ModelChange(c.Id, null, null))];

    /// <summary>The configuration as both together say it. What names a provider that is gone is left out until it is back.</summary>
    public BatonOptions Over(BatonOptions file)
    {
        var providers = file.Providers.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var models = new List<ModelOptions>(file.Models.Count);
        foreach (var model in file.Models)
        {
            if (!_changes.TryGetValue(model.Card.Id, out var change) || change.Before != Masked(model))
            {
                models.Add(model);
            }
            else if (change.Model is { } changed && HasProviders(changed, providers))
            {
                models.Add(changed);
            }
        }

        var named = file.Models.Select(m => m.Card.Id).ToHashSet(StringComparer.Ordinal);
        models.AddRange(_changes.Values
            .Where(c => c.Model is not null && !named.Contains(c.Id) && HasProviders(c.Model, providers))
            .Select(c => c.Model!)
            .OrderBy(m => m.Card.Id, StringComparer.Ordinal));
        return file with { Models = models.ToEquatableArray() };
    }

    private static bool HasProviders(ModelOptions model, HashSet<string> providers) =>
        model.Deployments.All(d => providers.Contains(d.Provider));

    private static ModelOptions? InFile(BatonOptions file, string id) =>
        file.Models.FirstOrDefault(m => m.Card.Id == id) is { } entry ? Masked(entry) : null;

    private static KeyValuePair<string, string> Hashed(KeyValuePair<string, string> variable) =>
        new(variable.Key, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(variable.Value))));
}
