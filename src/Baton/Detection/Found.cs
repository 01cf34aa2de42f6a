using Baton.Models;
using Baton.Models.Configuration;

namespace Baton.Detection;

/// <summary>What one place had.</summary>
/// <param name="Provider">The provider that follows from it; <c>null</c> where nothing usable was there.</param>
/// <param name="Models">Its models, the best first.</param>
internal sealed record Found(ProviderOptions? Provider, IReadOnlyList<FoundModel> Models)
{
    public static Found Nothing { get; } = new(null, []);

    public IReadOnlyList<string> Findings { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A model that was found.</summary>
/// <param name="Card">Its card.</param>
/// <param name="UpstreamName">Its name there, where it is not the card's id.</param>
/// <param name="ContextWindow">The context window there, where it is smaller than the card's.</param>
/// <param name="Simulate">How it behaves, where it is simulated.</param>
internal sealed record FoundModel(ModelCard Card, string? UpstreamName = null, int? ContextWindow = null, SimulateOptions? Simulate = null)
{
    /// <summary>Its weights file, where Baton loads it.</summary>
    public string? File { get; init; }

    /// <summary>Whether Baton starts it to turn text into vectors.</summary>
    public bool Embeddings { get; init; }
}
