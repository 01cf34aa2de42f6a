using System.Globalization;
using Baton.Models;
using Baton.Telemetry;

namespace Baton.Storage.Usage;

/// <summary>What one request used and cost.</summary>
public sealed class UsageRecord
{
    /// <summary>Picodollars in a US dollar: a token's price has at most so many digits, and sums of whole numbers are exact.</summary>
    internal const decimal Pico = 1_000_000_000_000m;

    private string? _id;
    private string? _process;
    private long _number;

    /// <summary>Its place in the ledger; 0 before it is written.</summary>
    public long Seq { get; set; }

    /// <summary>Tells it from every other: writing it twice, where nobody knows whether the first time succeeded, keeps it once.</summary>
    public string? Id
    {
        get => _id ?? (_process is null ? null : string.Create(CultureInfo.InvariantCulture, $"{_process}{_number:x12}"));
        set => _id = value;
    }

    /// <summary>The request's id.</summary>
    public string? RequestId { get; set; }

    /// <summary>When it ended, in milliseconds since 1970, UTC.</summary>
    public long AtMs { get; set; }

    /// <summary>The id of its key.</summary>
    public string? Key { get; set; }

    /// <summary>Its tenant.</summary>
    public string? Tenant { get; set; }

    /// <summary>The role that it asked for.</summary>
    public string? Role { get; set; }

    /// <summary>Its conversation.</summary>
    public string? Conversation { get; set; }

    /// <summary>Its task type.</summary>
    public string? Task { get; set; }

    /// <summary>The model that answered, or was asked last.</summary>
    public string? Model { get; set; }

    /// <summary>The deployment of it.</summary>
    public string? Deployment { get; set; }

    /// <summary>Upstream calls made.</summary>
    public long Attempts { get; set; }

    /// <summary><c>ok</c>, <c>abandoned</c>, or the code of the failure.</summary>
    public string Status { get; set; } = "ok";

    /// <summary>Whether the answer was streamed.</summary>
    public bool Streamed { get; set; }

    /// <summary>Whether Baton counted the tokens, because the upstream did not.</summary>
    public bool Estimated { get; set; }

    /// <summary>Tokens sent that were neither read from nor written to a cache; this and the others <c>null</c> where nothing was used.</summary>
    public long? InputTokens { get; set; }

    /// <summary>Tokens read from the vendor's cache.</summary>
    public long? CacheReadTokens { get; set; }

    /// <summary>Tokens written to it.</summary>
    public long? CacheWriteTokens { get; set; }

    /// <summary>Tokens written, those of reasoning included.</summary>
    public long? OutputTokens { get; set; }

    /// <summary>Of those, the reasoning.</summary>
    public long? ReasoningTokens { get; set; }

    /// <summary>US dollars × 10¹²; <c>null</c>: unknown.</summary>
    public long? CostPico { get; set; }

    /// <summary>Milliseconds to the end.</summary>
    public double? LatencyMs { get; set; }

    /// <summary>Milliseconds to the first token that counts.</summary>
    public double? FirstTokenMs { get; set; }

    /// <summary>US dollars; <c>null</c>: unknown.</summary>
    public decimal? CostUsd => CostPico / Pico;

    /// <summary>Gives it its id; of two parts, which most records never put together.</summary>
    /// <param name="process">The process's half.</param>
    /// <param name="number">Counts the process's records, so that an index of ids only grows at its end.</param>
    internal void Identify(string process, long number) => (_process, _number) = (process, number);

    /// <summary>Says what a request that has ended used; nothing of what it said before is left. Where nothing was used, nothing was spent.</summary>
    internal void Fill(RequestRecord record, DateTimeOffset at)
    {
        Seq = 0;
        (_id, _process, _number) = (null, null, 0);
        RequestId = record.RequestId;
        AtMs = at.ToUnixTimeMilliseconds();
        Key = record.Key;
        Tenant = record.Tenant;
        Role = record.Role;
        Conversation = record.Conversation;
        Task = record.Task?.Name();
        Model = record.Deployment?.Model.Id;
        Deployment = record.Deployment?.Id;
        Attempts = record.Attempts;
        Status = record.Error ?? (record.Abandoned ? "abandoned" : "ok");
        Streamed = record.Streamed;
        Estimated = record.UsageEstimated;
        InputTokens = record.Usage?.Input;
        CacheReadTokens = record.Usage?.CacheRead;
        CacheWriteTokens = record.Usage?.CacheWrite;
        OutputTokens = record.Usage?.Output;
        ReasoningTokens = record.Usage?.Reasoning;
        CostPico = record.CostUsd is { } usd ? (long)decimal.Round(usd * Pico) : record.Usage is null ? 0 : null;
        LatencyMs = record.LatencyMs;
        FirstTokenMs = record.FirstTokenMs;
    }
}

/// <summary>Sums over requests.</summary>
public sealed class UsageTotals
{
    /// <summary>What they have in common, where they are a group: a model, a day.</summary>
    public string? Name { get; set; }

    /// <summary>How many.</summary>
    public long Requests { get; set; }

    /// <summary>Tokens sent that were neither read from nor written to a cache.</summary>
    public long InputTokens { get; set; }

    /// <summary>Tokens read from vendors' caches.</summary>
    public long CacheReadTokens { get; set; }

    /// <summary>Tokens written to them.</summary>
    public long CacheWriteTokens { get; set; }

    /// <summary>Tokens written.</summary>
    public long OutputTokens { get; set; }

    /// <summary>Of those, the reasoning.</summary>
    public long ReasoningTokens { get; set; }

    /// <summary>Whole millionths of a US dollar of the costs that are known.</summary>
    public long CostMicro { get; set; }

    /// <summary>The rest of each, in 10⁻¹² US dollars: two sums, because one could grow out of 64 bits.</summary>
    public long CostRest { get; set; }

    /// <summary>Requests whose cost is unknown.</summary>
    public long UnknownCostRequests { get; set; }

    /// <summary>US dollars of the costs that are known.</summary>
    public decimal CostUsd => CostMicro / 1_000_000m + CostRest / UsageRecord.Pico;
}
