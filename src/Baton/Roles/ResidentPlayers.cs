using System.Collections.Immutable;
using Baton.Models;
using Baton.Providers;
using Baton.Residency;

namespace Baton.Roles;

/// <summary>
/// Has those who play roles in memory, by the rules of <see cref="IModelHost"/>: a new player is loaded before he plays, the one he
/// replaces is kept for one step back as long as there is room, and who is neither goes when he is idle.
/// </summary>
internal sealed class ResidentPlayers : ISwapHost
{
    private readonly Lock _lock = new();
    private readonly RoleBook _book;
    private readonly CatalogSource _catalog;
    private readonly IModelHost _host;
    private ImmutableList<string> _warming = [];

    public ResidentPlayers(RoleBook book, CatalogSource catalog, IModelHost host)
    {
        (_book, _catalog, _host) = (book, catalog, host);
        book.Swapped += Follow;
        catalog.Changed += _ => Stand();
        Stand();
    }

    /// <inheritdoc/>
    public SwapWarning? Foresee(Model model)
    {
        var places = model.Deployments.Select(_host.Find).ToList();
        if (places.Exists(p => p is null or { InMemory: true }) || places.Count == 0)
        {
            return null;
        }

        var all = _host.List();
        var shortages = places.Select(p => (Place: p!, Staying: all.Where(r => r.Provider == p!.Provider && Stays(r)).ToList())).ToList();
        return shortages.Exists(s => s.Place.Bytes + s.Staying.Sum(r => r.Bytes) <= s.Place.LimitBytes) ? null : WarningOf(model, shortages[0].Place, shortages[0].Staying);
    }

    /// <inheritdoc/>
    public async Task<IDisposable> WarmAsync(string role, Model model, CancellationToken cancellationToken)
    {
        Warm(model.Id, true);
        var loads = await Task.WhenAll(model.Deployments.Select(d => TryLoadAsync(d, cancellationToken))).ConfigureAwait(false);
        var holds = loads.Select(l => l.Hold).OfType<IDisposable>().ToList();
        var warm = new Warmth(() =>
        {
            holds.ForEach(h => h.Dispose());
            Warm(model.Id, false);
        });
        if (holds.Count > 0)
        {
            return warm; // One that answers is enough to play.
        }

        warm.Dispose();
        cancellationToken.ThrowIfCancellationRequested();
        throw loads.Select(l => l.Error).OfType<UpstreamException>().FirstOrDefault()
            ?? new UpstreamException(ErrorCodes.UpstreamUnavailable, $"'{model.Id}' has no deployment.");
    }

    /// <inheritdoc/>
    public SwapWarning? Keep(string role, Model? kept) =>
        kept is { Deployments.IsEmpty: false } && kept.Deployments.All(d => _host.Find(d) is { InMemory: false })
            ? new SwapWarning("not_kept", $"'{kept.Id}' is not in memory any more: a rollback loads it again.")
            : null;

    private static bool Stays(Residence residence) => residence.InMemory && (residence.Pinned || residence.Standing == Standing.Plays);

    private static SwapWarning WarningOf(Model model, Residence place, List<Residence> staying)
    {
        var beside = staying.Count == 0 ? "" : $", of which {string.Join(", ", staying.Select(r => $"'{r.Model}'"))} take {ByteSize.Text(staying.Sum(r => r.Bytes))}";
        return new SwapWarning(
            "memory_short", $"'{model.Id}' needs {ByteSize.Text(place.Bytes)}, and '{place.Provider}' has {ByteSize.Text(place.LimitBytes)}{beside}");
    }

    private async Task<(IDisposable? Hold, UpstreamException? Error)> TryLoadAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        try
        {
            return (await _host.EnsureAsync(deployment, deployment.Policy.RequestTimeout!.Value, cancellationToken).ConfigureAwait(false), null);
        }
        catch (UpstreamException e)
        {
            return (null, e);
        }
        catch (OperationCanceledException)
        {
            return (null, null); // The holds of the others are given back first.
        }
    }

    /// <summary>
    /// A swap that was made here finds its model loaded. One of another instance, or one that the file made at once, does not: where the old model was
    /// in memory here the new one is wanted here as well, and its load need not wait for a request.
    /// </summary>
    private void Follow(SwapEvent swap)
    {
        Stand();
        if (swap is { Success: true, From: { } from, To: { } to } && _catalog.Current.FindModel(to) is { } model
            && _catalog.Current.FindModel(from)?.Deployments.Any(d => _host.Find(d) is { InMemory: true }) == true
            && model.Deployments.All(d => _host.Find(d) is { InMemory: false }) && !_warming.Contains(to))
        {
            _ = LoadAsync(swap.Role, model);
        }
    }

    private async Task LoadAsync(string role, Model model)
    {
        try
        {
            using var warm = await WarmAsync(role, model, CancellationToken.None).ConfigureAwait(false);
        }
        catch (UpstreamException)
        {
            // The host has logged it, and the first request will say so.
        }
    }

    private void Warm(string model, bool begins)
    {
        lock (_lock)
        {
            _warming = begins ? _warming.Add(model) : _warming.Remove(model);
        }

        Stand();
    }

    /// <summary>Tells the host what every model is to the roles now; in order, so that the last word is the present one.</summary>
    private void Stand()
    {
        lock (_lock)
        {
            var standing = new Dictionary<string, Standing>(StringComparer.Ordinal);
            foreach (var role in _book.Current.Values.Where(r => r.Model is not null))
            {
                Add(role.Previous, Standing.Kept);
                Add(role.Model, Standing.Plays);
                Add(role.Canary?.Model, Standing.Plays);
            }

            _warming.ForEach(m => Add(m, Standing.Plays));
            _host.Stand(_catalog.Current.Models.SelectMany(m => m.Deployments)
                .Select(d => (Deployment: d, Standing: standing.GetValueOrDefault(d.Model.Id, d.Options.Preload ? Standing.Kept : Standing.None)))
                .Where(s => s.Standing != Standing.None)
                .ToDictionary(s => s.Deployment, s => s.Standing));

            void Add(string? model, Standing what)
            {
                if (model is not null && standing.GetValueOrDefault(model) < what)
                {
                    standing[model] = what;
                }
            }
        }
    }

    /// <summary>Ends once.</summary>
    private sealed class Warmth(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
