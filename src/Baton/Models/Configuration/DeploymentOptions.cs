namespace Baton.Models.Configuration;

/// <summary>One deployment of a model.</summary>
public sealed record DeploymentOptions
{
    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The model's name there; <c>null</c>: its id.</summary>
    public string? Model { get; init; }

    /// <summary>The weights file, for <c>llama-server</c>; an absolute path once the configuration is read.</summary>
    public string? File { get; init; }

    /// <summary>Its share under weighted balancing.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The context window here, where it is smaller than the model's.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>How a simulated model behaves.</summary>
    public SimulateOptions? Simulate { get; init; }

    /// <summary>What it sets of <c>defaults</c> for itself.</summary>
    public RequestPolicyOptions Policy { get; init; } = new();

    /// <summary>Requests that the process serves at once; <c>null</c>: its own default.</summary>
    public int? Slots { get; init; }

    /// <summary>Arguments for this model's process, after the provider's.</summary>
    public EquatableArray<string> Args { get; init; } = [];

    /// <summary>Environment for this model's process, over the provider's.</summary>
    public EquatableArray<KeyValuePair<string, string>> Env { get; init; } = [];

    /// <summary>Whether the process is started to turn text into vectors.</summary>
    public bool Embeddings { get; init; }

    /// <summary>When memory is short, models of a higher priority stay longer.</summary>
    public int Priority { get; init; }

    /// <summary>Whether it is never unloaded to make room.</summary>
    public bool Pin { get; init; }

    /// <summary>Whether it is loaded at start.</summary>
    public bool Preload { get; init; }

    /// <summary>How long it stays loaded after its last request; <c>null</c>: 10 minutes, at an Ollama server as long as that is used to.</summary>
    public TimeSpan? KeepAlive { get; init; }
}
