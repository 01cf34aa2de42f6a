using Baton.Models;

namespace Baton.Telemetry;

/// <summary>
/// What happened to one request, filled in while it runs: what the answer's headers, the ledger and the figures are
/// made of. One request writes it, and only one of its attempts at a time.
/// </summary>
public sealed class RequestRecord
{
    private List<string>? _dropped;

    /// <summary>The request's id, as <c>x-request-id</c> says it.</summary>
    public string? RequestId { get; init; }

    /// <summary>The role that was asked for, if one was.</summary>
    public string? Role { get; set; }

    /// <summary>What the request asks for.</summary>
    public TaskType? Task { get; set; }

    /// <summary>The deployment that answers, or was asked last.</summary>
    public Deployment? Deployment { get; set; }

    /// <summary>Upstream calls made so far.</summary>
    public int Attempts { get; set; }

    /// <summary>The tokens used, once known.</summary>
    public TokenUsage? Usage { get; set; }

    /// <summary>US dollars; <c>null</c> while, or where, unknown.</summary>
    public decimal? CostUsd { get; set; }

    /// <summary>Milliseconds from the start to the first token that counts.</summary>
    public double? FirstTokenMs { get; set; }

    /// <summary>Milliseconds from the start to the end.</summary>
    public double? LatencyMs { get; set; }

    /// <summary>Whether the answer was streamed.</summary>
    public bool Streamed { get; set; }

    /// <summary>Names of request fields that the target could not take.</summary>
    public IReadOnlyList<string> Dropped => (IReadOnlyList<string>?)_dropped ?? [];

    /// <summary>Notes that the target could not take a field of the request.</summary>
    /// <param name="field">Its name on the caller's wire: <c>logit_bias</c>.</param>
    public void Drop(string field)
    {
        _dropped ??= [];
        if (!_dropped.Contains(field, StringComparer.Ordinal))
        {
            _dropped.Add(field);
        }
    }

    /// <summary>Forgets what earlier attempts dropped: another target may take it.</summary>
    public void ClearDropped() => _dropped?.Clear();
}

/// <summary>Chat options that carry a <see cref="RequestRecord"/>.</summary>
public interface IRecordedOptions
{
    /// <summary>The record to fill in.</summary>
    RequestRecord? Record { get; }
}
