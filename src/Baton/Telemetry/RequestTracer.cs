using System.Diagnostics;
using Baton.Models;

namespace Baton.Telemetry;

/// <summary>Ends a request's spans, and says what is known of it by then.</summary>
internal sealed class RequestTracer : IRequestObserver
{
    /// <inheritdoc/>
    public void Ended(RequestRecord record)
    {
        if (record.Span is not { } span)
        {
            return;
        }

        foreach (var attempt in record.AttemptLog)
        {
            if (attempt.Span is { } call)
            {
                End(call, record, attempt);
            }
        }

        if (span.IsAllDataRequested)
        {
            Describe(span, record);
        }

        span.Stop();
    }

    private static void Describe(Activity span, RequestRecord record)
    {
        span.SetTag(Tags.Operation, record.Operation);
        span.SetTag(Tags.RequestModel, record.RequestedModel);
        span.SetTag("baton.request.id", record.RequestId);
        span.SetTag(Tags.Role, record.Role);
        span.SetTag(Tags.Task, record.Task?.Name());
        span.SetTag("baton.attempts", record.Attempts);
        span.SetTag("baton.cost.usd", (double?)record.CostUsd);
        if (record.Deployment is { } deployment)
        {
            span.SetTag(Tags.Provider, ProviderNames.Of(deployment));
            span.SetTag(Tags.Deployment, deployment.Id);
        }

        Answer(span, record);
        if (record.Abandoned)
        {
            span.SetTag(Tags.Outcome, Outcomes.Abandoned);
        }

        if (record.Error is { } error)
        {
            span.SetTag(Tags.ErrorType, error);
            if (!ErrorCodes.IsCallers(error))
            {
                span.SetStatus(ActivityStatusCode.Error);
            }
        }
    }

    private static void End(Activity span, RequestRecord record, AttemptRecord attempt)
    {
        if (span.IsAllDataRequested)
        {
            Describe(span, record, attempt);
        }

        if (attempt.DurationMs is { } duration)
        {
            span.SetEndTime(span.StartTimeUtc + TimeSpan.FromMilliseconds(duration)); // It ended before the request did.
        }

        span.Stop();
    }

    private static void Describe(Activity span, RequestRecord record, AttemptRecord attempt)
    {
        var deployment = attempt.Deployment;
        span.SetTag(Tags.Operation, record.Operation);
        span.SetTag(Tags.Provider, ProviderNames.Of(deployment));
        span.SetTag(Tags.RequestModel, deployment.UpstreamModel);
        span.SetTag(Tags.Deployment, deployment.Id);
        span.SetTag("server.address", deployment.Provider.BaseUrl?.Host);
        span.SetTag("server.port", deployment.Provider.BaseUrl?.Port);
        if (attempt.Hedge)
        {
            span.SetTag("baton.hedge", true);
        }

        if (attempt.QueuedMs > 0)
        {
            span.SetTag("baton.queue.duration_ms", attempt.QueuedMs);
        }

        if (attempt.Error is { } error)
        {
            span.SetTag(Tags.ErrorType, error);
            span.SetStatus(ActivityStatusCode.Error);
        }
        else if (attempt.Cancelled)
        {
            span.SetTag(Tags.Outcome, Outcomes.Cancelled);
        }
        else
        {
            Answer(span, record);
        }
    }

    private static void Answer(Activity span, RequestRecord record)
    {
        span.SetTag("gen_ai.response.model", record.AnsweringModel);
        if (record.FinishReason is { } finish)
        {
            span.SetTag("gen_ai.response.finish_reasons", new[] { finish });
        }

        if (record.Usage is { } usage)
        {
            span.SetTag("gen_ai.usage.input_tokens", usage.Prompt);
            span.SetTag("gen_ai.usage.output_tokens", usage.Output);
        }
    }
}
