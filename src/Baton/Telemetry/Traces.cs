using System.Diagnostics;

namespace Baton.Telemetry;

/// <summary>
/// The spans of requests and of their upstream calls. They are only made where somebody listens to the source; without a
/// listener each of these methods is one comparison.
/// </summary>
internal static class Traces
{
    private static readonly ActivitySource Source = new(BatonTelemetry.SourceName);

    /// <summary>Begins the span of a request: the server's where it came over the wire, else one within the program that asks.</summary>
    public static void Begin(RequestRecord record)
    {
        if (!Source.HasListeners())
        {
            return;
        }

        if (record.IsInbound)
        {
            Activity.Current = null; // The web framework's own span is exported by nobody, so it would be a parent that is nowhere.
        }

        record.Span = Source.StartActivity(
            $"{record.Operation} {record.RequestedModel}", record.IsInbound ? ActivityKind.Server : ActivityKind.Internal, record.Caller);
    }

    /// <summary>Begins the span of an upstream call; from here on it is the current one, whose id the upstream is told.</summary>
    public static void Begin(RequestRecord record, AttemptRecord attempt)
    {
        if (record.Span is { } request)
        {
            attempt.Span = Source.StartActivity($"{record.Operation} {attempt.Deployment.UpstreamModel}", ActivityKind.Client, request.Context);
        }
    }

    /// <summary>The span that an upstream is to be told; <c>null</c> where none is traced.</summary>
    public static Activity? Current => Activity.Current is { } current && ReferenceEquals(current.Source, Source) ? current : null;

    /// <summary>What a caller's headers say of the span that his request belongs to.</summary>
    public static ActivityContext Read(string? traceparent, string? tracestate) =>
        traceparent is not null && Source.HasListeners() && ActivityContext.TryParse(traceparent, tracestate, isRemote: true, out var context)
            ? context
            : default;
}
