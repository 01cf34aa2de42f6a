using Baton.Models.Configuration;

namespace Baton.Models;

/// <summary>
/// Keeps over a restart what the API made of models, for one program or for several that share it. Written before a change is
/// acknowledged, by one writer of a program at a time.
/// </summary>
public interface IModelStore
{
    /// <summary>Every change that holds, if anything changed; made for looking often.</summary>
    /// <param name="since">The revision that the caller knows; <c>null</c>: none.</param>
    /// <returns>The changes; <c>null</c> where nothing changed.</returns>
    ModelChangeList? Load(long? since = null);

    /// <summary>Keeps changes, each in the place of the model's former one, all or none.</summary>
    /// <param name="over">The revision that they were decided on.</param>
    /// <param name="changes">The changes; one with neither model nor entry: nothing of that model is kept any more.</param>
    /// <returns>The new revision; <c>null</c>: another program's change came first, nothing was kept, and the caller must look and decide again.</returns>
    long? Save(long over, IReadOnlyList<ModelChange> changes);
}

/// <summary>Every change of models that holds.</summary>
/// <param name="Revision">Rises with every change.</param>
/// <param name="Changes">The changes, one a model.</param>
public sealed record ModelChangeList(long Revision, IReadOnlyList<ModelChange> Changes);

/// <summary>What the API made of a model.</summary>
/// <param name="Id">The model's id.</param>
/// <param name="Model">The model; <c>null</c>: removed.</param>
/// <param name="Before">The file's entry at that time, as <see cref="ModelOverlay.Masked"/> leaves it; <c>null</c>: it had none.</param>
public sealed record ModelChange(string Id, ModelOptions? Model, ModelOptions? Before);

/// <summary>Keeps nothing: models start with the configuration's.</summary>
internal sealed class NoModelStore : IModelStore
{
    public ModelChangeList? Load(long? since = null) => since is null ? new ModelChangeList(0, []) : null;

    public long? Save(long over, IReadOnlyList<ModelChange> changes) => over; // The models themselves are in memory, in the catalog.
}
