using Baton.Models;
using Baton.Providers.Ollama;

namespace Baton.Residency;

/// <summary>One model at an Ollama server: who uses it, whether it is loaded, and what is to become of it.</summary>
internal sealed class OllamaPlace(Deployment deployment)
{
    private int _holds;
    private volatile LoadedModel? _loaded;
    private volatile bool _known;

    public Deployment Deployment => deployment;

    public int Holds => Volatile.Read(ref _holds);

    /// <summary>Loads that run now.</summary>
    public int Loading;

    /// <summary>Whether the roles are done with it, and nobody has asked for it since.</summary>
    public volatile bool LetGo;

    public Standing Standing { get; set; }

    public double? LoadMs { get; set; }

    public int Loads { get; set; }

    public int Breakdowns { get; set; }

    public string? LastError { get; set; }

    /// <summary>Whether it is loaded, or nobody knows.</summary>
    public bool IsReady => !_known || _loaded is not null;

    /// <summary>A request begins; what this gives ends it.</summary>
    public Hold Enter(Action<OllamaPlace> leave)
    {
        Interlocked.Increment(ref _holds);
        LetGo = false;
        return new Hold(() =>
        {
            if (Interlocked.Decrement(ref _holds) == 0 && LetGo)
            {
                leave(this);
            }
        });
    }

    /// <summary>What the server said that it has; <c>null</c>: it did not say.</summary>
    public void Saw(IReadOnlyList<LoadedModel>? models)
    {
        _loaded = models?.FirstOrDefault(m => m.Name == deployment.UpstreamModel || m.Name == $"{deployment.UpstreamModel}:latest");
        _known = models is not null;
    }

    /// <summary>Whether the server said that it has it.</summary>
    public bool IsLoaded => _loaded is not null;

    /// <summary>It as the API shows it; where the server does not say what it has, it is taken to be there.</summary>
    public Residence View() => new(
        deployment.Model.Id, deployment.Id, deployment.Provider.Name,
        Volatile.Read(ref Loading) > 0 ? ResidencePhase.Loading : IsReady ? ResidencePhase.Ready : ResidencePhase.Unloaded,
        _loaded?.Bytes ?? 0, null, Holds, 0, LoadMs, LastError)
    {
        LimitBytes = long.MaxValue,
        Pinned = deployment.Options.Pin,
        Standing = Standing,
        Loads = Loads,
        Breakdowns = Breakdowns,
    };
}
