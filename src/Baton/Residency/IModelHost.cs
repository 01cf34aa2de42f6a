using Baton.Models;

namespace Baton.Residency;

/// <summary>
/// Has local models in memory for whoever asks them. A hold on a model keeps it there until it is given back; for a deployment that
/// Baton does not start, every hold is granted at once and means nothing.
/// </summary>
public interface IModelHost
{
    /// <summary>Raised when a model's phase, error or memory has changed, outside every lock; news may overtake one another, so ask what is.</summary>
    event Action<Residence>? Changed;

    /// <summary>Loads what is to be loaded at start, and looks after what is in memory from here on; done once.</summary>
    void Start();

    /// <summary>Takes a hold if the model is in memory now; never waits.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <returns>The hold; <c>null</c> where the model must be loaded first, or makes room for another.</returns>
    IDisposable? TryHold(Deployment deployment);

    /// <summary>Whether a request would find the model in memory now. Called for every request that has a choice: it is quick and takes no lock.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <returns>True also where Baton does not know: it is then taken to be there.</returns>
    bool IsReady(Deployment deployment);

    /// <summary>Takes a hold, and loads the model first where it is not in memory.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="longest">How long to wait. The load goes on when this is over.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>The hold.</returns>
    /// <exception cref="Providers.UpstreamException">It could not be loaded, or not in time: then with the time after which to come again.</exception>
    ValueTask<IDisposable> EnsureAsync(Deployment deployment, TimeSpan longest, CancellationToken cancellationToken);

    /// <summary>Unloads the model as soon as nobody holds it. Requests that come meanwhile wait, and load it again.</summary>
    /// <param name="deployment">The deployment.</param>
    void Unload(Deployment deployment);

    /// <summary>
    /// Says what models are to the roles, all at once: when memory is short players stay longest, then those that are kept for one step
    /// back. Who is not named any more goes when it is idle, unless somebody asks for it meanwhile.
    /// </summary>
    /// <param name="standings">They, by deployment; others are nothing to the roles.</param>
    void Stand(IReadOnlyDictionary<Deployment, Standing> standings);

    /// <summary>How a deployment's model is now.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <returns>Its residence; <c>null</c> where Baton does not start it.</returns>
    Residence? Find(Deployment deployment);

    /// <summary>Every model that Baton starts, of the present configuration and those that are still ending.</summary>
    /// <returns>They, by their deployments' ids.</returns>
    IReadOnlyList<Residence> List();
}

/// <summary>How a model is that Baton starts.</summary>
/// <param name="Model">The model's id.</param>
/// <param name="Deployment">The deployment's id.</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Bytes">The memory that it takes, or would take by its estimate.</param>
/// <param name="ProcessId">Its process, while there is one.</param>
/// <param name="Holds">Requests that use it now.</param>
/// <param name="Waiting">Requests that wait for it.</param>
/// <param name="LoadMs">Milliseconds that its last load took; <c>null</c> before one.</param>
/// <param name="LastError">Why it failed last; <c>null</c> since it was loaded.</param>
public sealed record Residence(
    string Model, string Deployment, string Provider, ResidencePhase Phase, long Bytes, int? ProcessId, int Holds, int Waiting, double? LoadMs, string? LastError)
{
    /// <summary>The most memory that its provider's models may take together, in bytes.</summary>
    public long LimitBytes { get; init; }

    /// <summary>Whether it is never unloaded to make room.</summary>
    public bool Pinned { get; init; }

    /// <summary>What it is to the roles.</summary>
    public Standing Standing { get; init; }

    /// <summary>How often it was loaded since Baton's start.</summary>
    public int Loads { get; init; }

    /// <summary>How often its process crashed or could not be started since Baton's start.</summary>
    public int Breakdowns { get; init; }

    /// <summary>Whether it takes memory now.</summary>
    public bool InMemory => Phase is ResidencePhase.Loading or ResidencePhase.Ready or ResidencePhase.Draining;

    /// <summary>The phase as the API says it.</summary>
    public string State => Phase switch
    {
        ResidencePhase.Loading => "loading",
        ResidencePhase.Ready => "ready",
        ResidencePhase.Draining => "draining",
        ResidencePhase.Failed => "failed",
        _ => "unloaded",
    };
}

/// <summary>What a model is to the roles.</summary>
public enum Standing
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is kept for one step back, or loaded at start.</summary>
    Kept,

    /// <summary>It plays one, is tried in one, or is being made ready for one.</summary>
    Plays,
}

/// <summary>Where a model stands between disk and memory.</summary>
public enum ResidencePhase
{
    /// <summary>Not in memory.</summary>
    Unloaded,

    /// <summary>Its process has been started and reads its weights.</summary>
    Loading,

    /// <summary>It answers.</summary>
    Ready,

    /// <summary>It takes no more requests, finishes those that it has, and ends.</summary>
    Draining,

    /// <summary>It could not be loaded, or crashed again and again; asked for once more after a while.</summary>
    Failed,
}
