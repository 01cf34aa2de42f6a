using System.Diagnostics;
using Baton.Models;
using Baton.Telemetry;

namespace Baton.Tests.Telemetry;

public sealed class RequestTracerTests : IDisposable
{
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == BatonTelemetry.SourceName,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public RequestTracerTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void A_request_has_a_span_and_each_call_one_within_it()
    {
        const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var record = new RequestRecord
        {
            IsInbound = true,
            Caller = Traces.Read(Parent, "vendor=1"),
            RequestedModel = "auto",
            RequestId = "req_1",
            Task = TaskType.Coding,
            Usage = new TokenUsage(10, 5, Output: 7),
            FinishReason = "stop",
            AnsweringModel = "b-2024",
            Attempts = 2,
            CostUsd = 0.5m,
        };
        Traces.Begin(record);
        var failed = Attempt(record, "a", ErrorCodes.UpstreamError, 20);
        var answered = Attempt(record, "b", error: null, 30);
        Traces.Current.ShouldBe(answered.Span);
        record.Deployment = answered.Deployment;
        new RequestTracer().Ended(record);

        var span = record.Span!;
        (span.DisplayName, span.Kind, span.TraceId.ToString(), span.ParentSpanId.ToString(), span.TraceStateString).ShouldBe(
            ("chat auto", ActivityKind.Server, "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "vendor=1"));
        span.IsStopped.ShouldBeTrue();
        span.Status.ShouldBe(ActivityStatusCode.Unset);
        Shown(span).ShouldBe(
        [
            "gen_ai.operation.name=chat", "gen_ai.request.model=auto", "baton.request.id=req_1", "baton.task=coding", "baton.attempts=2", "baton.cost.usd=0.5",
            "gen_ai.provider.name=scripted", "baton.deployment=b@p", "gen_ai.response.model=b-2024", "gen_ai.response.finish_reasons=stop",
            "gen_ai.usage.input_tokens=15", "gen_ai.usage.output_tokens=7",
        ]);
        foreach (var call in new[] { failed.Span!, answered.Span! })
        {
            (call.Kind, call.ParentSpanId, call.TraceId, call.IsStopped).ShouldBe((ActivityKind.Client, span.SpanId, span.TraceId, true));
        }

        (failed.Span!.DisplayName, failed.Span.Status, failed.Span.Duration).ShouldBe(("chat a", ActivityStatusCode.Error, TimeSpan.FromMilliseconds(20)));
        Shown(failed.Span).ShouldBe(
            ["gen_ai.operation.name=chat", "gen_ai.provider.name=scripted", "gen_ai.request.model=a", "baton.deployment=a@p", "error.type=upstream_error"]);
        Shown(answered.Span!).ShouldContain("gen_ai.usage.output_tokens=7");
    }

    [Theory]
    [InlineData(ErrorCodes.UpstreamTimeout, ActivityStatusCode.Error)]
    [InlineData(ErrorCodes.InvalidRequest, ActivityStatusCode.Unset)]
    public void A_callers_own_fault_is_no_error_of_the_server(string error, ActivityStatusCode status)
    {
        var record = new RequestRecord { IsInbound = true, RequestedModel = "m", Error = error };
        Traces.Begin(record);
        new RequestTracer().Ended(record);

        record.Span!.Status.ShouldBe(status);
        record.Span.GetTagItem("error.type").ShouldBe(error);
    }

    [Fact]
    public void In_a_program_the_span_is_a_part_of_the_programs_own()
    {
        using var own = new Activity("own").Start();
        var record = new RequestRecord { RequestedModel = "m" };
        Traces.Begin(record);
        new RequestTracer().Ended(record);

        (record.Span!.Kind, record.Span.ParentSpanId).ShouldBe((ActivityKind.Internal, own.SpanId));
        Activity.Current.ShouldBe(own);
    }

    [Fact]
    public void Over_the_wire_the_web_frameworks_span_is_no_parent()
    {
        using var framework = new Activity("HttpRequestIn").Start();
        var record = new RequestRecord { IsInbound = true, RequestedModel = "m" };
        Traces.Begin(record);

        record.Span!.ParentSpanId.ShouldBe(default);
        record.Span.Stop();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    public void A_header_that_says_nothing_begins_a_trace(string? traceparent) => Traces.Read(traceparent, null).ShouldBe(default);

    private static AttemptRecord Attempt(RequestRecord record, string model, string? error, double duration)
    {
        var attempt = new AttemptRecord(Ensemble.Deployment(model), 0) { Error = error, DurationMs = duration };
        record.Add(attempt);
        Traces.Begin(record, attempt);
        return attempt;
    }

    private static IEnumerable<string> Shown(Activity span) =>
        span.TagObjects.Select(t => $"{t.Key}={(t.Value is string[] texts ? string.Join(' ', texts) : FormattableString.Invariant($"{t.Value}"))}");
}
