namespace Baton.Models.Configuration;

/// <summary>How a simulated model behaves: <c>simulate</c>.</summary>
public sealed record SimulateOptions
{
    /// <summary>Milliseconds to the first token.</summary>
    public double LatencyMs { get; init; } = 20;

    /// <summary>Tokens a second.</summary>
    public double TokensPerSecond { get; init; } = 200;

    /// <summary>Quality per task type, 0 to 1: how often an answer is a good one.</summary>
    public EquatableArray<KeyValuePair<TaskType, double>> Quality { get; init; } = [];

    /// <summary>The share of requests that fail, 0 to 1.</summary>
    public double FailureRate { get; init; }
}
