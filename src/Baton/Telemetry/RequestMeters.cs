using System.Diagnostics;
using System.Diagnostics.Metrics;
using Baton.Models;

namespace Baton.Telemetry;

/// <summary>
/// The metrics of requests as their callers see them: <c>gen_ai.server.*</c>, because to them Baton is the server, and how
/// many, what they used, what they cost. All of it is counted when a request ends.
/// </summary>
internal sealed class RequestMeters : IRequestObserver
{
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<double> _tokenTime;
    private readonly Histogram<long> _usage;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _tokens;
    private readonly Counter<double> _cost;
    private readonly Counter<long> _unknownCost;

    public RequestMeters(BatonMeter baton)
    {
        var meter = baton.Meter;
        _duration = meter.CreateHistogram(
            "gen_ai.server.request.duration", "s", "Time from a request's arrival to the end of its answer.", tags: null, BatonMeter.Durations);
        _firstToken = meter.CreateHistogram(
            "gen_ai.server.time_to_first_token", "s", "Time from a request's arrival to the first token of its streamed answer.", tags: null, BatonMeter.FirstTokens);
        _tokenTime = meter.CreateHistogram(
            "gen_ai.server.time_per_output_token", "s", "Time per output token after the first one, of streamed answers.", tags: null, BatonMeter.TokenTimes);
        _usage = meter.CreateHistogram(
            "gen_ai.client.token.usage", "{token}", "Input and output tokens of a request.", tags: null, BatonMeter.Tokens);
        _requests = meter.CreateCounter<long>("baton.requests", "{request}", "Requests that ended, by how they ended.");
        _tokens = meter.CreateCounter<long>("baton.tokens", "{token}", "Tokens by how they are priced; output includes reasoning.");
        _cost = meter.CreateCounter<double>("baton.cost.usd", "{USD}", "What requests cost, in US dollars, where the price is known.");
        _unknownCost = meter.CreateCounter<long>("baton.cost.unknown", "{request}", "Requests that used tokens at an unknown price.");
    }

    /// <inheritdoc/>
    public void Ended(RequestRecord record)
    {
        Count(record);
        if (record.Deployment is not { } deployment || record.CacheHit is true)
        {
            return; // A kept answer says nothing about its model, used nothing and cost nothing.
        }

        var tags = new TagList
        {
            { Tags.Operation, record.Operation },
            { Tags.Provider, ProviderNames.Of(deployment) },
            { Tags.RequestModel, deployment.Model.Id },
        };
        if (record.Usage is { } usage)
        {
            Use(usage, ref tags);
            Pay(record, deployment);
        }

        Time(record, ref tags);
    }

    private void Count(RequestRecord record)
    {
        var tags = new TagList { { Tags.Operation, record.Operation } };
        AddKnown(ref tags, Tags.RequestModel, record.Deployment?.Model.Id);
        AddKnown(ref tags, Tags.Role, record.Role);
        AddKnown(ref tags, Tags.Task, record.Task?.Name());
        tags.Add(Tags.Outcome, record.Abandoned ? Outcomes.Abandoned : record.Error is null ? Outcomes.Ok : Outcomes.Error);
        AddKnown(ref tags, Tags.ErrorType, record.Error);
        _requests.Add(1, tags);
    }

    private void Time(RequestRecord record, ref TagList tags)
    {
        if (record.Streamed && record.Error is null && record.FirstTokenMs is { } first)
        {
            _firstToken.Record(first / 1_000, tags);
            if (record.LatencyMs > first && record.Usage?.Output > 1)
            {
                _tokenTime.Record((record.LatencyMs.Value - first) / 1_000 / (record.Usage.Value.Output - 1), tags);
            }
        }

        if (record.LatencyMs is { } latency)
        {
            AddKnown(ref tags, Tags.ErrorType, record.Error);
            _duration.Record(latency / 1_000, tags);
        }
    }

    /// <summary>One list of tags serves for all kinds of tokens, the last of them the kind: it is large to copy.</summary>
    private void Use(in TokenUsage usage, ref TagList tags)
    {
        tags.Add(Tags.TokenType, "input");
        _usage.Record(usage.Prompt, tags);
        tags[^1] = new(Tags.TokenType, "output");
        _usage.Record(usage.Output, tags);
        Add("input", usage.Input, ref tags);
        Add("output", usage.Output, ref tags);
        Add("cache_read", usage.CacheRead, ref tags);
        Add("cache_write", usage.CacheWrite, ref tags);
        Add("reasoning", usage.Reasoning, ref tags);
        tags.RemoveAt(tags.Count - 1);
    }

    private void Add(string type, long tokens, ref TagList tags)
    {
        if (tokens > 0)
        {
            tags[^1] = new(Tags.TokenType, type);
            _tokens.Add(tokens, tags);
        }
    }

    private void Pay(RequestRecord record, Deployment deployment)
    {
        var tags = new TagList { { Tags.RequestModel, deployment.Model.Id } };
        AddKnown(ref tags, Tags.Role, record.Role);
        if (record.CostUsd is { } cost)
        {
            _cost.Add((double)cost, tags);
        }
        else
        {
            _unknownCost.Add(1, tags);
        }
    }

    private static void AddKnown(ref TagList tags, string name, string? value)
    {
        if (value is not null)
        {
            tags.Add(name, value);
        }
    }
}
