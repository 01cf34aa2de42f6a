using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>
/// Counts of tokens as they come: once for a whole answer, in two parts for a stream, the later of which counts
/// cumulatively. The API's <c>input_tokens</c> leaves cached ones out; ours includes them (WIRE 27).
/// </summary>
internal sealed class MessageUsage
{
    private long? _input;
    private long? _cacheRead;
    private long? _cacheWrite;
    private long? _output;
    private long? _reasoning;

    /// <summary>Takes what a <c>usage</c> object says; what it leaves out stays as it was.</summary>
    public void Take(JsonElement usage)
    {
        _input = Json.Number(usage, "input_tokens") ?? _input;
        _cacheRead = Json.Number(usage, "cache_read_input_tokens") ?? _cacheRead;
        _cacheWrite = Json.Number(usage, "cache_creation_input_tokens") ?? _cacheWrite;
        _output = Json.Number(usage, "output_tokens") ?? _output;
        _reasoning = Json.Number(Json.Object(usage, "output_tokens_details"), "thinking_tokens") ?? _reasoning;
    }

    /// <summary>The counts; <c>null</c> where the API gave none, so that nobody takes silence for zero.</summary>
    public UsageDetails? ToDetails()
    {
        if (_input is null && _output is null)
        {
            return null;
        }

        var input = (_input ?? 0) + (_cacheRead ?? 0) + (_cacheWrite ?? 0);
        var details = new UsageDetails
        {
            InputTokenCount = input,
            OutputTokenCount = _output ?? 0,
            TotalTokenCount = input + (_output ?? 0),
            CachedInputTokenCount = _cacheRead,
            ReasoningTokenCount = _reasoning,
        };
        if (_cacheWrite is { } written)
        {
            details.AdditionalCounts = new AdditionalPropertiesDictionary<long> { [Usages.CacheWrite] = written };
        }

        return details;
    }
}
