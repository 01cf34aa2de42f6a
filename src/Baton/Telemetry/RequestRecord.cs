using System.Collections.Immutable;
using System.Diagnostics;
using Baton.Models;

namespace Baton.Telemetry;

/// <summary>
/// What happened to one request, filled in while it runs: what the answer's headers, the ledger and the figures are
/// made of. One request writes it, and only one of its attempts at a time.
/// </summary>
public sealed class RequestRecord
{
    private ImmutableList<string> _dropped = [];
    private List<AttemptRecord>? _attempts;

    /// <summary>The request's id, as <c>x-request-id</c> says it.</summary>
    public string? RequestId { get; init; }

    /// <summary>The role that was asked for, if one was.</summary>
    public string? Role { get; set; }

    /// <summary>Who played that role for this request, whoever answered in the end.</summary>
    public string? RoleModel { get; set; }

    /// <summary>The role's version then.</summary>
    public int? RoleVersion { get; set; }

    /// <summary>The id of the key that it came with; <c>null</c> where none was needed.</summary>
    public string? Key { get; set; }

    /// <summary>Whose it is; <c>null</c>: nobody's in particular.</summary>
    public string? Tenant { get; set; }

    /// <summary>The conversation that it belongs to, where the caller names one.</summary>
    public string? Conversation { get; set; }

    /// <summary>What the request asks for.</summary>
    public TaskType? Task { get; set; }

    /// <summary>Capabilities that it needs, of <see cref="Capabilities"/>.</summary>
    public EquatableArray<string> Requires { get; set; } = [];

    /// <summary>How hard it looks, 0 to 1; <c>null</c> while unknown.</summary>
    public double? Complexity { get; set; }

    /// <summary>The deployment that answers, or was asked last.</summary>
    public Deployment? Deployment { get; set; }

    /// <summary>Upstream calls made so far.</summary>
    public int Attempts { get; set; }

    /// <summary>Each of them, in the order in which they were made.</summary>
    public IReadOnlyList<AttemptRecord> AttemptLog => (IReadOnlyList<AttemptRecord>?)_attempts ?? [];

    /// <summary>Where it stood when it had to wait for a deployment, 1 being next; <c>null</c> where it did not.</summary>
    public int? QueuePosition { get; set; }

    /// <summary>The operation, in OpenTelemetry's <c>gen_ai.operation.name</c>: <c>chat</c>, <c>embeddings</c>, <c>text_completion</c>.</summary>
    public string Operation { get; init; } = "chat";

    /// <summary>The model's name as the caller wrote it.</summary>
    public string? RequestedModel { get; set; }

    /// <summary>The code of the failure that the caller was told, one of <see cref="ErrorCodes"/>; <c>null</c> where he got his answer.</summary>
    public string? Error { get; set; }

    /// <summary>Whether the caller went away before the end.</summary>
    public bool Abandoned { get; set; }

    /// <summary>Whether the usage was counted by Baton, because the upstream reported none.</summary>
    public bool UsageEstimated { get; set; }

    /// <summary>The tokens used, once known.</summary>
    public TokenUsage? Usage { get; set; }

    /// <summary>US dollars; <c>null</c> while, or where, unknown.</summary>
    public decimal? CostUsd { get; set; }

    /// <summary>Whether a second deployment was asked beside one that was slow.</summary>
    public bool Hedged { get; set; }

    /// <summary>What the one of a hedged pair that was called off has cost, at least; within <see cref="CostUsd"/>. <c>null</c> where unknown.</summary>
    public decimal? HedgeCostUsd { get; set; }

    /// <summary>Milliseconds from the start to the first token that counts.</summary>
    public double? FirstTokenMs { get; set; }

    /// <summary>Milliseconds from the start to the end.</summary>
    public double? LatencyMs { get; set; }

    /// <summary>Whether the answer was streamed.</summary>
    public bool Streamed { get; set; }

    /// <summary>The model's name as the upstream's answer has it; <c>null</c> while unknown.</summary>
    public string? AnsweringModel { get; set; }

    /// <summary>Why the answer ended, in the OpenAI wire's words: <c>stop</c>, <c>length</c>, <c>tool_calls</c>; <c>null</c> while unknown.</summary>
    public string? FinishReason { get; set; }

    /// <summary>Whether a kept answer was given; <c>null</c> where the cache was not asked.</summary>
    public bool? CacheHit { get; set; }

    /// <summary>Whether it came over the wire, and not from the program that the engine is a part of.</summary>
    internal bool IsInbound { get; init; }

    /// <summary>The caller's span in another process; default where he told none.</summary>
    internal ActivityContext Caller { get; init; }

    /// <summary>Its stay with the role's player; disposed when it has ended.</summary>
    internal IDisposable? RoleHold { get; set; }

    /// <summary>Its span; <c>null</c> where nobody traces.</summary>
    internal Activity? Span { get; set; }

    /// <summary>Names of request fields that the target could not take.</summary>
    public IReadOnlyList<string> Dropped => _dropped;

    /// <summary>Notes that the target could not take a field of the request.</summary>
    /// <param name="field">Its name on the caller's wire: <c>logit_bias</c>.</param>
    public void Drop(string field) => ImmutableInterlocked.Update(
        ref _dropped, static (all, one) => all.Contains(one, StringComparer.Ordinal) ? all : all.Add(one), field);

    /// <summary>Notes an upstream call.</summary>
    /// <param name="attempt">The call.</param>
    internal void Add(AttemptRecord attempt) => (_attempts ??= new List<AttemptRecord>(1)).Add(attempt);

    /// <summary>Forgets what earlier attempts dropped: another target may take it.</summary>
    public void ClearDropped() => _dropped = [];
}

/// <summary>Chat options that carry a <see cref="RequestRecord"/>.</summary>
public interface IRecordedOptions
{
    /// <summary>The record to fill in.</summary>
    RequestRecord? Record { get; }
}
