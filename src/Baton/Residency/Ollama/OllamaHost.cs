using System.Runtime.CompilerServices;
using Baton.Models;
using Baton.Providers;
using Baton.Providers.Http;
using Baton.Providers.Ollama;
using Microsoft.Extensions.Logging;

namespace Baton.Residency;

/// <summary>
/// The models at Ollama servers. Such a server loads by itself what is asked for and makes room as it sees fit; this asks it to load
/// ahead of need (a swap, <c>preload</c>) and to let go what no role needs, and looks every ten seconds what it has.
/// </summary>
internal sealed partial class OllamaHost : IModelHost, IDisposable
{
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>A server that does not answer such a question by then is busy or away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConditionalWeakTable<Deployment, OllamaPlace> _places = [];
    private readonly CancellationTokenSource _stopped = new();
    private readonly CatalogSource _catalog;
    private readonly OllamaMemory _memory;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private ITimer? _timer;
    private int _looking;

    public OllamaHost(CatalogSource catalog, UpstreamTransport transport, TimeProvider time, ILogger<OllamaHost> logger) =>
        (_catalog, _memory, _time, _logger) = (catalog, new OllamaMemory(transport), time, logger);

    /// <inheritdoc/>
    public event Action<Residence>? Changed;

    public static bool Applies(Deployment deployment) => deployment.Provider.Kind == ProviderKinds.Ollama;

    /// <inheritdoc/>
    public void Start()
    {
        if (_timer is null)
        {
            _timer = _time.CreateTimer(static host => _ = ((OllamaHost)host!).LookAsync(), this, Interval, Interval);
            foreach (var deployment in All().Where(d => d.Options.Preload))
            {
                _ = PreloadAsync(deployment);
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>The server itself loads what a request needs, so no request waits here.</remarks>
    public IDisposable? TryHold(Deployment deployment) => PlaceOf(deployment).Enter(Leave);

    /// <inheritdoc/>
    public bool IsReady(Deployment deployment) => PlaceOf(deployment).IsReady;

    /// <inheritdoc/>
    public async ValueTask<IDisposable> EnsureAsync(Deployment deployment, TimeSpan longest, CancellationToken cancellationToken)
    {
        var place = PlaceOf(deployment);
        var hold = place.Enter(Leave);
        try
        {
            await LoadAsync(place, longest, cancellationToken).ConfigureAwait(false);
            return hold;
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Unload(Deployment deployment) => Leave(PlaceOf(deployment));

    /// <inheritdoc/>
    public void Stand(IReadOnlyDictionary<Deployment, Standing> standings)
    {
        foreach (var deployment in All())
        {
            var place = PlaceOf(deployment);
            var before = place.Standing;
            place.Standing = standings.GetValueOrDefault(deployment);
            if (place.Standing == Standing.None && before != Standing.None && !deployment.Options.Pin)
            {
                place.LetGo = true;
                if (place.Holds == 0)
                {
                    Leave(place);
                }
            }
        }
    }

    /// <inheritdoc/>
    public Residence? Find(Deployment deployment) => PlaceOf(deployment).View();

    /// <inheritdoc/>
    public IReadOnlyList<Residence> List() => [.. All().Select(PlaceOf).Where(p => p.IsLoaded || Volatile.Read(ref p.Loading) > 0).Select(p => p.View())];

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _stopped.Cancel();
    }

    /// <summary>Looks once at every server; a look that still runs is not joined by another.</summary>
    internal async Task LookAsync()
    {
        if (Interlocked.Exchange(ref _looking, 1) != 0)
        {
            return;
        }

        try
        {
            await Task.WhenAll(All().GroupBy(d => d.Provider).Select(g => LookAsync(g.ToList()))).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogBroken(e); // A timer's call has nobody to tell.
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    private async Task LookAsync(List<Deployment> deployments)
    {
        IReadOnlyList<LoadedModel>? loaded = null;
        using var limit = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopped.Token);
        try
        {
            loaded = await _memory.LoadedAsync(deployments[0], either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UpstreamException or OperationCanceledException)
        {
            // Nobody knows then; whether it answers requests is not decided here.
        }

        foreach (var place in deployments.Select(PlaceOf))
        {
            Change(place, () => place.Saw(loaded));
        }
    }

    private async Task LoadAsync(OllamaPlace place, TimeSpan longest, CancellationToken cancellationToken)
    {
        var deployment = place.Deployment;
        var begun = _time.GetTimestamp();
        using var limit = new CancellationTokenSource(longest < TimeSpan.Zero ? TimeSpan.Zero : longest, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken, _stopped.Token);
        Change(place, () => Interlocked.Increment(ref place.Loading));
        try
        {
            await _memory.LoadAsync(deployment, either.Token).ConfigureAwait(false);
            place.LoadMs = _time.GetElapsedTime(begun).TotalMilliseconds;
            place.Loads++;
            place.LastError = null;
            LogLoaded(deployment.Id, place.LoadMs.Value);
        }
        catch (UpstreamException e) when (e.CallersFault)
        {
            // A model that only makes vectors is not asked this way; it is loaded by its first request.
        }
        catch (UpstreamException e) when (e.Status == 404)
        {
            place.LastError = e.Message; // It, or this way of asking, is not there: whether it answers all the same a prompt will show.
        }
        catch (UpstreamException e)
        {
            place.Breakdowns++;
            place.LastError = e.Message;
            throw;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new UpstreamException(ErrorCodes.UpstreamUnavailable, $"{deployment.Id} is still loading after {longest.TotalSeconds:0.#} s.");
        }
        finally
        {
            Change(place, () => Interlocked.Decrement(ref place.Loading));
        }

        await LookAsync([.. All().Where(d => d.Provider == deployment.Provider)]).ConfigureAwait(false);
    }

    private async Task PreloadAsync(Deployment deployment)
    {
        try
        {
            (await EnsureAsync(deployment, deployment.Policy.RequestTimeout!.Value, _stopped.Token).ConfigureAwait(false)).Dispose();
        }
        catch (Exception e) when (e is UpstreamException or OperationCanceledException)
        {
            LogNotLoaded(deployment.Id, e.Message);
        }
    }

    private void Leave(OllamaPlace place)
    {
        place.LetGo = false;
        _ = UnloadAsync(place.Deployment);
    }

    private async Task UnloadAsync(Deployment deployment)
    {
        using var limit = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopped.Token);
        try
        {
            await _memory.UnloadAsync(deployment, either.Token).ConfigureAwait(false);
            LogUnloads(deployment.Id);
            await LookAsync([.. All().Where(d => d.Provider == deployment.Provider)]).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UpstreamException or OperationCanceledException)
        {
            LogNotUnloaded(deployment.Id, e.Message); // The server does it by its own clock.
        }
    }

    /// <summary>Makes a change and tells of it where it shows.</summary>
    private void Change(OllamaPlace place, Action change)
    {
        var before = place.View();
        change();
        var after = place.View();
        if ((after.Phase, after.LastError, after.Bytes) != (before.Phase, before.LastError, before.Bytes))
        {
            Changed?.Invoke(after);
        }
    }

    private IEnumerable<Deployment> All() => _catalog.Current.Models.SelectMany(m => m.Deployments).Where(Applies);

    private OllamaPlace PlaceOf(Deployment deployment) =>
        _places.TryGetValue(deployment, out var place) ? place : _places.GetValue(deployment, static d => new OllamaPlace(d));

    [LoggerMessage(Level = LogLevel.Information, Message = "{Deployment} is loaded after {Milliseconds:0} ms")]
    private partial void LogLoaded(string deployment, double milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Deployment} is unloaded")]
    private partial void LogUnloads(string deployment);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Deployment} could not be loaded ahead: {Error}")]
    private partial void LogNotLoaded(string deployment, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Deployment} could not be unloaded: {Error}")]
    private partial void LogNotUnloaded(string deployment, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A look at Ollama's memory failed by a bug of Baton")]
    private partial void LogBroken(Exception exception);
}
