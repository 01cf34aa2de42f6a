namespace Baton.Models;

/// <summary>What tokens cost, in US dollars per million. A kind without a price is <c>null</c>: unknown, never free.</summary>
/// <param name="Input">Tokens sent that were neither read from nor written to a cache.</param>
/// <param name="Output">Tokens written, reasoning included unless it has its own price.</param>
/// <param name="CacheRead">Tokens sent and found in the vendor's cache; default: as <paramref name="Input"/>.</param>
/// <param name="CacheWrite">Tokens sent and put into the vendor's cache; default: as <paramref name="Input"/>.</param>
/// <param name="Reasoning">Reasoning tokens; default: as <paramref name="Output"/>.</param>
/// <param name="PerRequest">A fixed sum a request, in US dollars; default 0.</param>
public sealed record TokenPrice(
    decimal? Input = null,
    decimal? Output = null,
    decimal? CacheRead = null,
    decimal? CacheWrite = null,
    decimal? Reasoning = null,
    decimal? PerRequest = null)
{
    /// <summary>A model that costs nothing: a local one without a price.</summary>
    public static TokenPrice Free { get; } = new(0m, 0m);

    /// <summary>The cost of a usage.</summary>
    /// <param name="usage">The tokens used.</param>
    /// <returns>US dollars, or <c>null</c> where a kind of token was used whose price is unknown.</returns>
    public decimal? Cost(in TokenUsage usage)
    {
        var reasoning = Math.Min(usage.Reasoning, usage.Output);
        var total = Part(usage.Input, Input)
            + Part(usage.CacheRead, CacheRead ?? Input)
            + Part(usage.CacheWrite, CacheWrite ?? Input)
            + Part(usage.Output - reasoning, Output)
            + Part(reasoning, Reasoning ?? Output);
        return total / 1_000_000m + (PerRequest ?? 0m);
    }

    private static decimal? Part(long tokens, decimal? price) => tokens == 0 ? 0m : price * tokens;
}
