using Baton.Models.Configuration;

namespace Baton.Models;

/// <summary>Holds the present <see cref="Catalog"/>. Readers take the reference once; changes flip it.</summary>
public sealed class CatalogSource
{
    private readonly Lock _writer = new();
    private volatile Catalog _current;

    /// <summary>Starts with a configuration.</summary>
    /// <param name="options">The checked configuration.</param>
    public CatalogSource(BatonOptions options) => _current = Catalog.Build(options);

    /// <summary>Raised after each flip, outside the lock, with the new catalog.</summary>
    public event Action<Catalog>? Changed;

    /// <summary>The present snapshot.</summary>
    public Catalog Current => _current;

    /// <summary>Replaces the snapshot by what a pure function makes of the present configuration.</summary>
    /// <param name="change">The function; runs under the writers' lock, so it must not call back. What it throws changes nothing.</param>
    /// <returns>The new snapshot.</returns>
    public Catalog Update(Func<BatonOptions, BatonOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Catalog next;
        lock (_writer)
        {
            next = Catalog.Build(change(_current.Options), _current);
            _current = next;
        }

        Changed?.Invoke(next);
        return next;
    }
}
