using Baton.Models.Configuration;

namespace Baton.Models;

/// <summary>Holds the present <see cref="Catalog"/>. Readers take the reference once; changes flip it.</summary>
public sealed class CatalogSource
{
    private readonly Lock _writer = new();
    private BatonOptions _file;
    private readonly IModelStore _store;
    private ModelOverlay _overlay;
    private long _revision;
    private volatile Catalog _current;

    /// <summary>Starts with a configuration, and what was kept of the API's changes.</summary>
    /// <param name="options">The checked configuration.</param>
    /// <param name="store">Keeps those over a restart; <c>null</c>: nothing does.</param>
    public CatalogSource(BatonOptions options, IModelStore? store = null)
    {
        _store = store ?? new NoModelStore();
        _file = options;
        var kept = _store.Load()!;
        (_overlay, _revision) = (ModelOverlay.Of(kept.Changes), kept.Revision);
        while (!TryKeep(_overlay.Outlived(options)))
        {
            Look();
        }

        _current = Catalog.Build(_overlay.Over(options));
    }

    /// <summary>Raised after each flip, outside the lock, with the new catalog.</summary>
    public event Action<Catalog>? Changed;

    /// <summary>The present snapshot.</summary>
    public Catalog Current => _current;

    /// <summary>Takes a changed configuration over; what the API registered, changed and removed stays as long as the file's entry of it is the same.</summary>
    /// <param name="change">Makes the new configuration of the present one; runs under the writers' lock. What it throws changes nothing.</param>
    /// <returns>The new snapshot.</returns>
    public Catalog Update(Func<BatonOptions, BatonOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Flip((file, overlay) =>
        {
            var next = change(file);
            return (next, overlay.Outlived(next));
        });
    }

    /// <summary>Takes over what other programs that share the store made of models. It waits for the store, so it is not for a request's way.</summary>
    public void Refresh()
    {
        Catalog next;
        lock (_writer)
        {
            if (!Look())
            {
                return;
            }

            _current = next = Catalog.Build(_overlay.Over(_file), _current);
        }

        Changed?.Invoke(next);
    }

    /// <summary>Registers a model, or changes it.</summary>
    /// <param name="model">The checked entry.</param>
    /// <param name="isNew">Whether there must be none of that id yet.</param>
    /// <returns>The new snapshot.</returns>
    /// <exception cref="BatonException"><see cref="ErrorCodes.Conflict"/>: there is one already.</exception>
    public Catalog SetModel(ModelOptions model, bool isNew)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Flip((file, overlay) => isNew && _current.FindModel(model.Card.Id) is not null
            ? throw new BatonException(ErrorCodes.Conflict, $"There is a model '{model.Card.Id}' already; change it with PUT.") { Param = "id" }
            : (file, [ModelOverlay.Set(model, file)]));
    }

    /// <summary>Removes a model. Requests that run on it end in peace.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The new snapshot.</returns>
    /// <exception cref="BatonException"><see cref="ErrorCodes.ModelNotFound"/>: there is none.</exception>
    public Catalog RemoveModel(string id) => Flip((file, overlay) => _current.FindModel(id) is null
        ? throw new BatonException(
            ErrorCodes.ModelNotFound, $"There is no model '{id}'.{NearestNames.Suggest(id, _current.Models.Select(m => m.Id))}")
        { Param = "id" }
        : (file, [ModelOverlay.Remove(id, file)]));

    private Catalog Flip(Func<BatonOptions, ModelOverlay, (BatonOptions File, IReadOnlyList<ModelChange> Changes)> change)
    {
        Catalog next;
        lock (_writer)
        {
            while (true)
            {
                var (file, changes) = change(_file, _overlay);
                next = Catalog.Build(_overlay.With(changes).Over(file), _current);
                if (TryKeep(changes)) // Kept first, seen second: what anybody was told outlives the process.
                {
                    (_file, _current) = (file, next);
                    break;
                }

                Look();
                _current = Catalog.Build(_overlay.Over(_file), _current); // What is decided anew must see what came first.
            }
        }

        Changed?.Invoke(next);
        return next;
    }

    /// <summary>Keeps changes, unless another program's came first.</summary>
    private bool TryKeep(IReadOnlyList<ModelChange> changes)
    {
        if (changes.Count > 0)
        {
            if (_store.Save(_revision, changes) is not { } revision)
            {
                return false;
            }

            _revision = revision;
            _overlay = _overlay.With(changes);
        }

        return true;
    }

    private bool Look()
    {
        if (_store.Load(_revision) is not { } changed)
        {
            return false;
        }

        (_overlay, _revision) = (ModelOverlay.Of(changed.Changes), changed.Revision);
        return true;
    }
}
