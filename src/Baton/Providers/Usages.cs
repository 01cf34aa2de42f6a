using Baton.Models;
using Microsoft.Extensions.AI;

namespace Baton.Providers;

/// <summary>
/// How token counts travel in <see cref="UsageDetails"/>: as the OpenAI wire counts them, where the input includes cached
/// tokens (WIRE 27); what has no place of its own there stands among the additional counts.
/// </summary>
internal static class Usages
{
    /// <summary>Additional count: tokens written to the vendor's cache.</summary>
    public const string CacheWrite = "cache_write";

    /// <summary>Additional count, 1 where Baton counted because the upstream did not say.</summary>
    public const string Estimated = "estimated";

    /// <summary>The counts, each once.</summary>
    public static TokenUsage ToTokenUsage(UsageDetails details)
    {
        var read = details.CachedInputTokenCount ?? 0;
        var written = Additional(details, CacheWrite);
        var input = Math.Max(0, (details.InputTokenCount ?? 0) - read - written);
        return new TokenUsage(
            input, read, written, details.OutputTokenCount ?? 0, details.ReasoningTokenCount ?? 0, Additional(details, Estimated) > 0);
    }

    /// <summary>A usage that Baton counted: about four bytes of text a token.</summary>
    public static UsageDetails Estimate(long inputTokens, long outputBytes)
    {
        var output = (outputBytes + 3) / 4;
        return new UsageDetails
        {
            InputTokenCount = inputTokens,
            OutputTokenCount = output,
            TotalTokenCount = inputTokens + output,
            AdditionalCounts = new AdditionalPropertiesDictionary<long> { [Estimated] = 1 },
        };
    }

    private static long Additional(UsageDetails details, string name) =>
        details.AdditionalCounts is { } counts && counts.TryGetValue(name, out var count) ? count : 0;
}
