namespace Baton.Models;

/// <summary>The tokens of one request, each counted once.</summary>
/// <param name="Input">Sent, and neither read from nor written to a cache.</param>
/// <param name="CacheRead">Sent, and found in the vendor's cache.</param>
/// <param name="CacheWrite">Sent, and put into the vendor's cache.</param>
/// <param name="Output">Written, <paramref name="Reasoning"/> included.</param>
/// <param name="Reasoning">Of the written ones, those that were reasoning.</param>
/// <param name="Estimated">Whether Baton counted them because the upstream did not say.</param>
public readonly record struct TokenUsage(
    long Input, long CacheRead = 0, long CacheWrite = 0, long Output = 0, long Reasoning = 0, bool Estimated = false)
{
    /// <summary>All that was sent, as the OpenAI wire's <c>prompt_tokens</c> counts it.</summary>
    public long Prompt => Input + CacheRead + CacheWrite;
}
