namespace Baton.Models;

/// <summary>Where a model runs, as policies about data see it.</summary>
public enum Locality
{
    /// <summary>On machines of one's own.</summary>
    Local,

    /// <summary>At a vendor.</summary>
    Cloud,
}

/// <summary>What is known of a model apart from where it runs. What is unknown is <c>null</c>.</summary>
public sealed record ModelCard
{
    /// <summary>The name by which requests ask for the model.</summary>
    public required string Id { get; init; }

    /// <summary>Its family: <c>llama</c>, <c>gpt</c>, <c>claude</c>.</summary>
    public string? Family { get; init; }

    /// <summary>Tokens of prompt and answer together.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>The most tokens that one answer may have.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>What it can do, of <see cref="Models.Capabilities"/>; <c>null</c> where nobody has said.</summary>
    public EquatableArray<string>? Capabilities { get; init; }

    /// <summary>Task types it is said to be good at.</summary>
    public EquatableArray<TaskType> Strengths { get; init; } = [];

    /// <summary>Where it runs.</summary>
    public Locality Locality { get; init; }

    /// <summary>Quality expected before anything was measured, 0 to 1.</summary>
    public double? Quality { get; init; }

    /// <summary>Quality expected at single task types, 0 to 1.</summary>
    public EquatableArray<KeyValuePair<TaskType, double>> QualityByTask { get; init; } = [];

    /// <summary>Milliseconds to the first token expected before anything was measured.</summary>
    public double? LatencyMs { get; init; }

    /// <summary>Tokens a second expected before anything was measured.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>What it costs; <c>null</c> where unknown.</summary>
    public TokenPrice? Price { get; init; }

    /// <summary>The month of the vendor's price list that the price is from: <c>2026-11</c>; <c>null</c> where it was said, or is unknown.</summary>
    public string? PriceAsOf { get; init; }

    /// <summary>How many parameters it has.</summary>
    public long? Parameters { get; init; }

    /// <summary>The memory that it needs when loaded, in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Whether its answers are made up by Baton's simulation.</summary>
    public bool Simulated { get; init; }

    /// <summary>Whether the card says that the model can do this.</summary>
    /// <param name="capability">One of <see cref="Models.Capabilities"/>.</param>
    /// <returns><c>null</c> where the card says nothing about capabilities.</returns>
    public bool? Can(string capability)
    {
        if (Capabilities is not { } known)
        {
            return null;
        }

        foreach (var one in known)
        {
            if (string.Equals(one, capability, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
