using Baton.Models.Configuration;

namespace Baton.Detection;

/// <summary>What was found without a configuration.</summary>
/// <param name="Options">The configuration that follows from it; it always has at least one model.</param>
/// <param name="Findings">What there is, a line each, for the log: never a key.</param>
/// <param name="Notes">What a person should know: what could not be asked, what is simulated.</param>
public sealed record DetectionResult(BatonOptions Options, IReadOnlyList<string> Findings, IReadOnlyList<string> Notes)
{
    /// <summary>Whether nothing real was found, so that the simulated ensemble plays.</summary>
    public bool Simulated { get; init; }
}
