using System.Collections.Immutable;
using Baton.Models;
using Baton.Providers;
using Baton.Providers.LlamaServer;
using Baton.Residency.Decisions;
using Baton.Residency.Launching;
using Microsoft.Extensions.Logging;

namespace Baton.Residency;

/// <summary>
/// Runs what <see cref="ResidencyDecisions"/> decides: one writer at a time takes an event to the next state, and its effects (processes
/// started and ended, requests let go) follow outside the lock, each of which comes back as an event.
/// </summary>
public sealed partial class ModelHost : IModelHost, IAsyncDisposable, IDisposable
{
    private readonly Lock _writer = new();
    private readonly PendingRequests _requests = new();
    private readonly CatalogSource _catalog;
    private readonly Roster _roster;
    private readonly IServerLauncher _launcher;
    private readonly ProcessJournal? _journal;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly MemoryWatch _memory;
    private readonly CancellationTokenSource _ending = new();
    private readonly long _started;
    private ResidencyState _state;
    private int _follows;

    /// <summary>Makes the host of a catalog's models. What an earlier process left behind is ended by <see cref="Start"/>.</summary>
    /// <param name="catalog">The models.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public ModelHost(CatalogSource catalog, TimeProvider time, ILogger<ModelHost> logger)
        : this(catalog, new ProcessJournal(() => Path.Combine(catalog.Current.Options.Data, "processes")), time, logger)
    {
    }

    internal ModelHost(CatalogSource catalog, IServerLauncher launcher, TimeProvider time, ILogger logger, IMachine? machine = null)
    {
        (_catalog, _launcher, _time, _logger) = (catalog, launcher, time, logger);
        _started = time.GetTimestamp();
        _state = ResidencyState.Empty(catalog.Current.Options.Residency.MaxWait);
        _roster = new Roster();
        _timer = time.CreateTimer(static host => ((ModelHost)host!).Happened(new ResidencyEvent.Tick()), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _memory = new MemoryWatch(machine ?? new ThisMachine(), () => _roster.All, Happened, time, logger);
    }

    private ModelHost(CatalogSource catalog, ProcessJournal journal, TimeProvider time, ILogger logger)
        : this(catalog, new ServerLauncher(journal, time), time, logger) => _journal = journal;

    /// <inheritdoc/>
    public event Action<Residence>? Changed;

    /// <summary>Whether Baton starts the process of this deployment, and so knows by itself when it has died.</summary>
    internal static bool Starts(Deployment deployment) => LaunchPlan.Applies(deployment);

    /// <summary>Looks after memory.</summary>
    internal MemoryWatch Memory => _memory;

    /// <summary>
    /// Ends what an earlier process left behind, loads what is to be loaded at start, and follows the catalog from here on. Done once,
    /// at the first request at the latest.
    /// </summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _follows, 1) != 0)
        {
            return;
        }

        foreach (var pid in _journal?.EndLeftovers() ?? [])
        {
            LogLeftover(pid);
        }

        _catalog.Changed += Follow;
        Follow(_catalog.Current);
    }

    /// <inheritdoc/>
    public IDisposable? TryHold(Deployment deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        if (!LaunchPlan.Applies(deployment))
        {
            return Hold.OfNothing;
        }

        Start();
        var member = _roster.Of(deployment);
        if (Volatile.Read(ref _state).Find(member.Key)?.Phase != ResidencePhase.Ready)
        {
            return null;
        }

        var (id, answer) = Request(member);
        return answer.IsCompletedSuccessfully && answer.Result is null ? HoldOf(deployment, member)
            : GiveUp(member, id) ? null
            : HoldOf(deployment, member);
    }

    /// <inheritdoc/>
    public bool IsReady(Deployment deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        return !LaunchPlan.Applies(deployment) || Volatile.Read(ref _state).Find(_roster.Of(deployment).Key)?.Phase == ResidencePhase.Ready;
    }

    /// <inheritdoc/>
    public async ValueTask<IDisposable> EnsureAsync(Deployment deployment, TimeSpan longest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        if (!LaunchPlan.Applies(deployment))
        {
            return Hold.OfNothing;
        }

        Start();
        var member = _roster.Of(deployment);
        var (id, answer) = Request(member);
        Refusal? refusal;
        try
        {
            refusal = await answer.WaitAsync(longest < TimeSpan.Zero ? TimeSpan.Zero : longest, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            if (GiveUp(member, id))
            {
                throw e is TimeoutException ? StillLoading(deployment, member, longest) : e;
            }

            refusal = await answer.ConfigureAwait(false); // It was decided at the same moment.
            if (e is OperationCanceledException)
            {
                (refusal is null ? HoldOf(deployment, member) : null)?.Dispose();
                throw;
            }
        }

        return refusal is null ? HoldOf(deployment, member) : throw new UpstreamException(
            ErrorCodes.UpstreamError, $"{deployment.Id} cannot be loaded: {Folders.LeftOut(refusal.Reason, member.Plan)}.")
        { RetryAfter = refusal.RetryAfter };
    }

    /// <inheritdoc/>
    public void Unload(Deployment deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        if (LaunchPlan.Applies(deployment))
        {
            Happened(new ResidencyEvent.UnloadAsked(_roster.Of(deployment).Key));
        }
    }

    /// <inheritdoc/>
    public void Stand(IReadOnlyDictionary<Deployment, Standing> standings)
    {
        ArgumentNullException.ThrowIfNull(standings);
        Happened(new ResidencyEvent.Stood(standings.Where(s => LaunchPlan.Applies(s.Key))
            .GroupBy(s => _roster.Of(s.Key).Key, s => s.Value, StringComparer.Ordinal)
            .ToImmutableDictionary(g => g.Key, g => g.Max(), StringComparer.Ordinal)));
    }

    /// <inheritdoc/>
    public Residence? Find(Deployment deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        return LaunchPlan.Applies(deployment) ? _roster.Of(deployment).View(Volatile.Read(ref _state)) : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Residence> List()
    {
        var state = Volatile.Read(ref _state);
        return [.. state.Residents.Values.Select(r => _roster.Find(r.Key)?.View(state)).OfType<Residence>()];
    }

    /// <summary>Ends every process that was started.</summary>
    /// <returns>A task that completes when they have ended.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested)
        {
            return;
        }

        _catalog.Changed -= Follow;
        await _ending.CancelAsync().ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        _memory.Dispose();
        await Task.WhenAll(_roster.All.Select(m => m.StopAsync())).ConfigureAwait(false);
        (_launcher as IDisposable)?.Dispose();
    }

    /// <summary>Ends every process that was started, and waits for none.</summary>
    public void Dispose()
    {
        if (!_ending.IsCancellationRequested)
        {
            _catalog.Changed -= Follow;
            _ending.Cancel();
            _timer.Dispose();
            _memory.Dispose();
            foreach (var member in _roster.All)
            {
                member.Stop();
            }

            (_launcher as IDisposable)?.Dispose();
        }
    }

    private void Follow(Catalog catalog)
    {
        var members = catalog.Models.SelectMany(m => m.Deployments).Where(LaunchPlan.Applies)
            .Select(d => (Member: _roster.Of(d), d.Options.Preload)).ToList();
        lock (_writer)
        {
            _state = _state with { MaxWait = catalog.Options.Residency.MaxWait };
        }

        var keys = members.Select(m => m.Member.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in Volatile.Read(ref _state).Residents.Keys.Where(k => !keys.Contains(k)))
        {
            Happened(new ResidencyEvent.Gone(gone));
        }

        foreach (var (member, preload) in members)
        {
            Happened(new ResidencyEvent.Known(member.Key, member.Settings, preload));
        }
    }

    private (long Id, Task<Refusal?> Answer) Request(Member member)
    {
        var request = _requests.Begin();
        Happened(new ResidencyEvent.Requested(member.Key, member.Settings, request.Id));
        return request;
    }

    /// <summary>Takes a request back.</summary>
    /// <returns>Whether it still waited; else it has been answered.</returns>
    private bool GiveUp(Member member, long id)
    {
        var waited = _requests.TryTakeBack(id);
        if (waited)
        {
            Happened(new ResidencyEvent.GaveUp(member.Key, id));
        }

        return waited;
    }

    private Hold HoldOf(Deployment deployment, Member member)
    {
        if (member.Process is { } process)
        {
            ServerAddress.Set(deployment, process.Address);
        }

        return new Hold(() => Happened(new ResidencyEvent.Released(member.Key)));
    }

    private void Happened(ResidencyEvent happened)
    {
        ImmutableArray<ResidencyEffect> effects;
        ResidencyState before, after;
        lock (_writer)
        {
            if (_ending.IsCancellationRequested)
            {
                return;
            }

            (var next, effects) = ResidencyDecisions.Decide(_state, happened, _time.GetElapsedTime(_started));
            if (next.WakeAt is { } wake && (wake != _state.WakeAt || happened is ResidencyEvent.Tick))
            {
                var wait = wake - _time.GetElapsedTime(_started);
                _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait, Timeout.InfiniteTimeSpan);
            }

            (before, after) = (_state, next);
            Volatile.Write(ref _state, next);
        }

        foreach (var effect in effects)
        {
            Do(effect);
        }

        if (Changed is { } changed)
        {
            foreach (var key in after.ChangedSince(before))
            {
                if (_roster.Find(key) is { } member)
                {
                    changed(member.View(Volatile.Read(ref _state)));
                }
            }
        }
    }

    private void Do(ResidencyEffect effect)
    {
        switch (effect)
        {
            case ResidencyEffect.Grant grant:
                _requests.Answer(grant.Request, null);
                break;
            case ResidencyEffect.Refuse refuse:
                _requests.Answer(refuse.Request, new Refusal(refuse.Reason, refuse.RetryAfter));
                break;
            case ResidencyEffect.Start start when _roster.Find(start.Key) is { } member:
                _ = RunAsync(member);
                break;
            case ResidencyEffect.Stop stop when _roster.Find(stop.Key) is { } member:
                LogUnloads(member.Plan.Deployment);
                member.Stop();
                break;
            default:
                break;
        }
    }

    /// <summary>One life of a model's process, told as events.</summary>
    private async Task RunAsync(Member member)
    {
        var begun = _time.GetTimestamp();
        IServerProcess process;
        try
        {
            await Task.Yield(); // Whoever asked goes on.
            process = await _launcher.StartAsync(member.Plan, _ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return; // Everything ends.
        }
        catch (Exception e)
        {
            LogFailed(member.Plan.Deployment, e.Message);
            Happened(new ResidencyEvent.LoadFailed(member.Key, e.Message.TrimEnd('.')));
            return;
        }

        var bytes = process.MeasureBytes();
        member.Began(process);
        if (_ending.IsCancellationRequested)
        {
            process.Stop();
            return;
        }

        var took = _time.GetElapsedTime(begun).TotalMilliseconds;
        LogLoaded(member.Plan.Deployment, took, bytes ?? 0, process.ProcessId);
        Happened(new ResidencyEvent.Loaded(member.Key, bytes));
        var how = await process.Ended.ConfigureAwait(false);
        if (member.HasEnded())
        {
            Happened(new ResidencyEvent.Ended(member.Key));
        }
        else
        {
            LogDied(member.Plan.Deployment, how);
            Happened(new ResidencyEvent.Died(member.Key, how));
        }
    }

    private UpstreamException StillLoading(Deployment deployment, Member member, TimeSpan longest)
    {
        var resident = Volatile.Read(ref _state).Find(member.Key);
        var so = resident?.Phase == ResidencePhase.Loading ? "is still loading" : "waits for room in memory";
        var rest = resident?.LoadTime is { } last && last < TimeSpan.FromSeconds(60) && last > TimeSpan.FromSeconds(1) ? last : TimeSpan.FromSeconds(5);
        return new UpstreamException(
            ErrorCodes.UpstreamUnavailable, $"{deployment.Id} {so} after {longest.TotalSeconds:0.#} s, as long as a request may wait (queue.timeout).")
        { RetryAfter = rest };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ended the process {ProcessId}, which an earlier Baton left behind")]
    private partial void LogLeftover(int processId);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Deployment} is loaded after {Milliseconds:0} ms, {Bytes} bytes, process {ProcessId}")]
    private partial void LogLoaded(string deployment, double milliseconds, long bytes, int processId);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Deployment} is unloaded")]
    private partial void LogUnloads(string deployment);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Deployment} could not be loaded: {Error}")]
    private partial void LogFailed(string deployment, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Deployment} crashed: {Error}")]
    private partial void LogDied(string deployment, string error);
}
