using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Baton.Models;
using Baton.Residency.Decisions;
using Baton.Residency.Launching;

namespace Baton.Residency;

/// <summary>The models that may have a process, each known by how it is started: deployments that are started alike share one.</summary>
internal sealed class Roster
{
    /// <summary>How long a model stays where nobody says.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(10);

    private readonly ConditionalWeakTable<Deployment, Member> _byDeployment = [];
    private readonly ConcurrentDictionary<string, Member> _byKey = new(StringComparer.Ordinal);

    public IEnumerable<Member> All => _byKey.Values;

    /// <summary>The model of a deployment that Baton starts.</summary>
    public Member Of(Deployment deployment) => _byDeployment.TryGetValue(deployment, out var known)
        ? known
        : _byDeployment.GetValue(deployment, Make);

    public Member? Find(string key) => _byKey.GetValueOrDefault(key);

    private Member Make(Deployment deployment)
    {
        var plan = LaunchPlan.Of(deployment);
        var limit = deployment.Provider.MemoryLimitBytes ?? MachineMemory.Read().TotalBytes;
        var settings = new ResidentSettings(
            deployment.Provider.Name, limit, MemoryEstimate.Of(deployment), deployment.Options.KeepAlive ?? KeepAlive,
            deployment.Options.Priority, deployment.Options.Pin, LimitIsMachines: deployment.Provider.MemoryLimitBytes is null);
        var life = _byKey.GetValueOrDefault(plan.Key)?.Life ?? new Life();
        return _byKey[plan.Key] = new Member(plan.Key, plan, settings, deployment.Model.Id, life);
    }
}

/// <summary>A model that may have a process.</summary>
/// <param name="Key">Its name among the residents.</param>
/// <param name="Plan">How it is started.</param>
/// <param name="Settings">What bears on its residence.</param>
/// <param name="Model">The model's id.</param>
/// <param name="Life">Its process, whatever the configuration says of it meanwhile.</param>
internal sealed record Member(string Key, LaunchPlan Plan, ResidentSettings Settings, string Model, Life Life)
{
    public IServerProcess? Process => Life.Process;

    public void Began(IServerProcess process) => Life.Began(process);

    public void Stop() => Life.Stop();

    public Task StopAsync() => Life.StopAsync();

    public bool HasEnded() => Life.HasEnded();

    /// <summary>The model as the API shows it.</summary>
    public Residence View(ResidencyState state)
    {
        var resident = state.Find(Key) ?? new Resident(Key, Settings);
        return new Residence(
            Model, Plan.Deployment, Settings.Provider, resident.Phase,
            resident.InMemory ? Life.MeasureBytes() ?? resident.Bytes : resident.Bytes,
            resident.InMemory ? Process?.ProcessId : null,
            resident.Holds, resident.Waiting.Count, resident.LoadTime?.TotalMilliseconds, resident.LastError)
        {
            LimitBytes = Settings.LimitBytes,
            Pinned = Settings.Pin,
            Standing = resident.Standing,
            Loads = resident.Loads,
            Breakdowns = resident.Breakdowns,
        };
    }
}

/// <summary>A model's process, while there is one.</summary>
internal sealed class Life
{
    private volatile IServerProcess? _process;
    private volatile bool _told;

    public IServerProcess? Process => _process;

    /// <summary>What of graphics cards' memory it took when they were last looked at.</summary>
    public long GraphicsBytes { get; set; }

    /// <summary>The memory that it takes, the machine's and the graphics cards'; <c>null</c> where the system does not say.</summary>
    public long? MeasureBytes() => _process?.MeasureBytes() + GraphicsBytes;

    public void Began(IServerProcess process)
    {
        _told = false;
        GraphicsBytes = 0;
        _process = process;
    }

    public void Stop()
    {
        _told = true;
        _process?.Stop();
    }

    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            Stop();
            await process.Ended.ConfigureAwait(false);
        }
    }

    /// <summary>The process has ended.</summary>
    /// <returns>Whether it was told to.</returns>
    public bool HasEnded()
    {
        _process = null;
        return _told;
    }
}
