using Baton.Models;

namespace Baton.Residency;

/// <summary>Both hosts as one: processes that Baton starts, and Ollama's servers. All other deployments are always there.</summary>
internal sealed class ModelHosts(ModelHost processes, OllamaHost ollama) : IModelHost
{
    /// <inheritdoc/>
    public event Action<Residence>? Changed
    {
        add
        {
            processes.Changed += value;
            ollama.Changed += value;
        }

        remove
        {
            processes.Changed -= value;
            ollama.Changed -= value;
        }
    }

    /// <inheritdoc/>
    public void Start()
    {
        processes.Start();
        ollama.Start();
    }

    /// <inheritdoc/>
    public IDisposable? TryHold(Deployment deployment) => Of(deployment).TryHold(deployment);

    /// <inheritdoc/>
    public bool IsReady(Deployment deployment) => Of(deployment).IsReady(deployment);

    /// <inheritdoc/>
    public ValueTask<IDisposable> EnsureAsync(Deployment deployment, TimeSpan longest, CancellationToken cancellationToken) =>
        Of(deployment).EnsureAsync(deployment, longest, cancellationToken);

    /// <inheritdoc/>
    public void Unload(Deployment deployment) => Of(deployment).Unload(deployment);

    /// <inheritdoc/>
    public void Stand(IReadOnlyDictionary<Deployment, Standing> standings)
    {
        processes.Stand(standings);
        ollama.Stand(standings);
    }

    /// <inheritdoc/>
    public Residence? Find(Deployment deployment) => Of(deployment).Find(deployment);

    /// <inheritdoc/>
    public IReadOnlyList<Residence> List() => [.. processes.List(), .. ollama.List()];

    private IModelHost Of(Deployment deployment) => OllamaHost.Applies(deployment) ? ollama : processes;
}
