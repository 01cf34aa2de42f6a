using System.Collections.Frozen;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers;

namespace Baton.Balancing;

/// <summary>
/// Active health: looks every two seconds after servers that rest because nobody was there, by asking for their list of models. One that
/// is back is tried by the next request at once; on one that is still away no request is spent as a probe. Whoever is there and fails is
/// not judged by its list: only requests show whether it answers them.
/// </summary>
public sealed class HealthWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly CatalogSource _catalog;
    private readonly FrozenDictionary<string, IModelInventory> _inventories;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopped = new();
    private ITimer? _timer;
    private int _looking;

    /// <summary>Makes the watch; it looks once it is started.</summary>
    /// <param name="catalog">The deployments.</param>
    /// <param name="inventories">What can ask a server.</param>
    /// <param name="time">The clock.</param>
    public HealthWatch(CatalogSource catalog, IEnumerable<IModelInventory> inventories, TimeProvider time)
    {
        _catalog = catalog;
        _inventories = inventories.GroupBy(i => i.Kind).ToFrozenDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        _time = time;
    }

    /// <summary>Begins to look, until disposed.</summary>
    public void Start() => _timer ??= _time.CreateTimer(static watch => _ = ((HealthWatch)watch!).LookAsync(), this, Interval, Interval);

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _stopped.Cancel();
        _stopped.Dispose();
    }

    /// <summary>Looks once after every server that is away; a look that still runs is not joined by another.</summary>
    internal async Task LookAsync()
    {
        if (Interlocked.Exchange(ref _looking, 1) != 0)
        {
            return;
        }

        try
        {
            var gone = _catalog.Current.Models.SelectMany(m => m.Deployments).Where(d => DeploymentState.Of(d).IsGone)
                .GroupBy(d => d.Provider).Where(g => _inventories.ContainsKey(g.Key.Kind)).ToList();
            await Task.WhenAll(gone.Select(LookAsync)).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    private async Task LookAsync(IGrouping<ProviderOptions, Deployment> gone)
    {
        var isThere = await IsThereAsync(gone.Key).ConfigureAwait(false);
        foreach (var deployment in gone)
        {
            DeploymentState.Of(deployment).Looked(isThere, Interval);
        }
    }

    private async Task<bool> IsThereAsync(ProviderOptions provider)
    {
        using var deadline = new CancellationTokenSource(Interval, _time);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stopped.Token);
            await _inventories[provider.Kind].ListAsync(provider, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is UpstreamException or OperationCanceledException or ObjectDisposedException)
        {
            return e is UpstreamException { Code: not ErrorCodes.UpstreamUnreachable }; // Whoever refuses a list is there.
        }
    }
}
