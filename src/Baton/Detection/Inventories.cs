using System.Collections.Frozen;
using Baton.Models.Configuration;
using Baton.Providers;

namespace Baton.Detection;

/// <summary>Asks servers for their models, with a bound of time.</summary>
internal sealed class Inventories
{
    private readonly FrozenDictionary<string, IModelInventory> _byKind;

    public Inventories(IEnumerable<IModelInventory> inventories) =>
        _byKind = inventories.GroupBy(i => i.Kind, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);

    /// <summary>Asks.</summary>
    /// <returns>The models, or what went wrong: never both.</returns>
    public async Task<(IReadOnlyList<InstalledModel>? Models, UpstreamException? Failure)> AskAsync(
        ProviderOptions provider, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!_byKind.TryGetValue(provider.Kind, out var inventory))
        {
            return (null, new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, "this wire has no list of models"));
        }

        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // Waited for from outside too: an inventory that does not heed its token must not hold the start up.
            return (await inventory.ListAsync(provider, late.Token).WaitAsync(limit, time, cancellationToken).ConfigureAwait(false), null);
        }
        catch (UpstreamException e)
        {
            return (null, e);
        }
        catch (TimeoutException e)
        {
            await late.CancelAsync().ConfigureAwait(false);
            return (null, new UpstreamException(ErrorCodes.UpstreamTimeout, $"no answer within {limit.TotalSeconds:0.#} s", e));
        }
    }
}
