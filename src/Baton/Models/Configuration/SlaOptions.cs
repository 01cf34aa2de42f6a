namespace Baton.Models.Configuration;

/// <summary>What a model or a role is held to: <c>sla</c>. What is <c>null</c> is not an objective.</summary>
public sealed record SlaOptions
{
    /// <summary>Milliseconds that 95 of 100 answers stay under.</summary>
    public double? LatencyP95Ms { get; init; }

    /// <summary>The share of requests that succeed, 0 to 1.</summary>
    public double? Availability { get; init; }
}
