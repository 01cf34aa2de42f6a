using Baton.Models;
using Baton.Providers;
using Baton.Residency;

namespace Baton.Tests.Residency;

/// <summary>A host whose models are as a test says; what it does not name is always there.</summary>
internal sealed class FakeModelHost : IModelHost
{
    public event Action<Residence>? Changed
    {
        add { }
        remove { }
    }

    /// <summary>What models are to the roles, as it was told last.</summary>
    public string Told { get; private set; } = "";

    public List<string> Held { get; } = [];

    /// <summary>What was loaded, in order.</summary>
    public List<string> Loads { get; } = [];

    public Dictionary<string, Residence> Places { get; } = [];

    public bool Fails { get; set; }

    public void Start()
    {
    }

    public IDisposable? TryHold(Deployment deployment) => IsReady(deployment) ? new Hold(null) : null;

    public bool IsReady(Deployment deployment) => Places.GetValueOrDefault(deployment.Id) is null or { Phase: ResidencePhase.Ready };

    public ValueTask<IDisposable> EnsureAsync(Deployment deployment, TimeSpan longest, CancellationToken cancellationToken)
    {
        if (Fails)
        {
            throw new UpstreamException(ErrorCodes.UpstreamError, "no such file");
        }

        Held.Add(deployment.Id);
        Loads.Add(deployment.Id);
        return ValueTask.FromResult<IDisposable>(new Hold(() => Held.Remove(deployment.Id)));
    }

    public void Unload(Deployment deployment)
    {
    }

    public void Stand(IReadOnlyDictionary<Deployment, Standing> standings) =>
        Told = string.Join(' ', standings.OrderBy(s => s.Key.Id, StringComparer.Ordinal).Select(s => $"{s.Key.Model.Id}:{s.Value}"));

    public Residence? Find(Deployment deployment) => Places.GetValueOrDefault(deployment.Id);

    public IReadOnlyList<Residence> List() => [.. Places.Values];
}
