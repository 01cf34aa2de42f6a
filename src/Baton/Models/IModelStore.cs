using Baton.Models.Configuration;

namespace Baton.Models;

/// <summary>Keeps over a restart what the API made of models. Read once at the start; written before a change is acknowledged, by one writer at a time.</summary>
public interface IModelStore
{
    /// <summary>Every change that holds.</summary>
    /// <returns>The changes, one a model.</returns>
    IReadOnlyList<ModelChange> Load();

    /// <summary>Keeps changes, each in the place of the model's former one, all or none.</summary>
    /// <param name="changes">The changes; one with neither model nor entry: nothing of that model is kept any more.</param>
    void Save(IReadOnlyList<ModelChange> changes);
}

/// <summary>What the API made of a model.</summary>
/// <param name="Id">The model's id.</param>
/// <param name="Model">The model; <c>null</c>: removed.</param>
/// <param name="Before">The file's entry at that time, as <see cref="ModelOverlay.Masked"/> leaves it; <c>null</c>: it had none.</param>
public sealed record ModelChange(string Id, ModelOptions? Model, ModelOptions? Before);

/// <summary>Keeps nothing: models start with the configuration's.</summary>
internal sealed class NoModelStore : IModelStore
{
    public IReadOnlyList<ModelChange> Load() => [];

    public void Save(IReadOnlyList<ModelChange> changes)
    {
        // The models themselves are in memory, in the catalog.
    }
}
