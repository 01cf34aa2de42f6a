using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Baton.Telemetry;

/// <summary>The metrics of upstream calls: <c>gen_ai.client.*</c>, because to an upstream Baton is the client, and what became of each.</summary>
internal sealed class AttemptMeters : IRequestObserver
{
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<double> _queued;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _failovers;
    private readonly Counter<long> _hedges;

    public AttemptMeters(BatonMeter baton)
    {
        var meter = baton.Meter;
        _duration = meter.CreateHistogram(
            "gen_ai.client.operation.duration", "s", "Time of an upstream call, from when it was sent to its end.", tags: null, BatonMeter.Durations);
        _firstToken = meter.CreateHistogram(
            "baton.attempt.time_to_first_token", "s",
            "Time from when an upstream call was sent to its first token, unstreamed to its answer.", tags: null, BatonMeter.FirstTokens);
        _queued = meter.CreateHistogram(
            "baton.queue.duration", "s", "Time that an upstream call waited for a deployment, of those that had to.", tags: null, BatonMeter.Durations);
        _attempts = meter.CreateCounter<long>("baton.attempts", "{call}", "Upstream calls that ended, by deployment and by how they ended.");
        _failovers = meter.CreateCounter<long>("baton.failovers", "{call}", "Failed upstream calls after which a request went on to another, by who failed.");
        _hedges = meter.CreateCounter<long>("baton.hedges", "{call}", "Upstream calls made beside a slow one, by who was asked so and whether it was first.");
    }

    /// <inheritdoc/>
    public void Ended(RequestRecord record)
    {
        var log = record.AttemptLog;
        for (var i = 0; i < log.Count; i++)
        {
            var attempt = log[i];
            Time(record, attempt);
            Count(attempt);
            if (attempt.Error is { } error && i + 1 < log.Count && !log[i + 1].Hedge)
            {
                _failovers.Add(1, new TagList { { Tags.Deployment, attempt.Deployment.Id }, { Tags.ErrorType, error } });
            }
        }
    }

    private void Time(RequestRecord record, AttemptRecord attempt)
    {
        var deployment = attempt.Deployment;
        var tags = new TagList
        {
            { Tags.Operation, record.Operation },
            { Tags.Provider, ProviderNames.Of(deployment) },
            { Tags.RequestModel, deployment.Model.Id },
            { Tags.Deployment, deployment.Id },
        };
        if (attempt.FirstTokenMs is { } first)
        {
            _firstToken.Record(first / 1_000, tags);
        }

        if (attempt.QueuedMs > 0)
        {
            _queued.Record(attempt.QueuedMs / 1_000, tags);
        }

        if (attempt.DurationMs is { } duration)
        {
            if ((attempt.Error ?? (attempt.Cancelled ? Outcomes.Cancelled : null)) is { } error)
            {
                tags.Add(Tags.ErrorType, error);
            }

            _duration.Record(duration / 1_000, tags);
        }
    }

    private void Count(AttemptRecord attempt)
    {
        var outcome = attempt.Cancelled ? Outcomes.Cancelled : attempt.Error is null ? Outcomes.Ok : Outcomes.Error;
        var tags = new TagList { { Tags.Deployment, attempt.Deployment.Id }, { Tags.Outcome, outcome } };
        if (attempt.Hedge)
        {
            _hedges.Add(1, tags);
        }

        if (attempt.Error is { } error)
        {
            tags.Add(Tags.ErrorType, error);
        }

        _attempts.Add(1, tags);
    }
}
