using Baton.Telemetry;

namespace Baton.Tests.Telemetry;

public sealed class AttemptMetersTests : IDisposable
{
    private readonly Measured _measured = new();

    public void Dispose() => _measured.Dispose();

    [Fact]
    public void Every_call_is_counted_and_timed_by_its_deployment()
    {
        End(
            Attempt("a", error: ErrorCodes.UpstreamError, duration: 20),
            Attempt("b", duration: 1_000, firstToken: 250, queued: 40));

        _measured.Of("baton.attempts").ShouldBe(
            ["{baton.deployment=a@p,baton.outcome=error,error.type=upstream_error} 1", "{baton.deployment=b@p,baton.outcome=ok} 1"]);
        _measured.Of("baton.failovers").ShouldBe(["{baton.deployment=a@p,error.type=upstream_error} 1"]);
        _measured.Of("gen_ai.client.operation.duration").ShouldBe([$"{{{Call("a")},error.type=upstream_error}} 0.02", $"{{{Call("b")}}} 1"]);
        _measured.Of("baton.attempt.time_to_first_token").ShouldBe([$"{{{Call("b")}}} 0.25"]);
        _measured.Of("baton.queue.duration").ShouldBe([$"{{{Call("b")}}} 0.04"]);
        _measured.Of("baton.hedges").ShouldBeEmpty();
    }

    [Fact]
    public void The_last_failure_is_no_failover()
    {
        End(Attempt("a", error: ErrorCodes.RateLimited), Attempt("b", error: ErrorCodes.RateLimited));
        _measured.Of("baton.failovers").Count().ShouldBe(1);
    }

    [Theory]
    [InlineData(false, null, "ok")]
    [InlineData(true, null, "cancelled")]
    [InlineData(false, ErrorCodes.UpstreamCut, "error")]
    public void A_hedge_says_whether_it_was_first(bool cancelled, string? error, string outcome)
    {
        End(Attempt("a", cancelled: !cancelled), Attempt("b", error: error, cancelled: cancelled, hedge: true));
        _measured.Of("baton.hedges").ShouldBe([$"{{baton.deployment=b@p,baton.outcome={outcome}}} 1"]);
        _measured.Of("baton.failovers").ShouldBeEmpty();
    }

    private static string Call(string model) =>
        $"gen_ai.operation.name=chat,gen_ai.provider.name=scripted,gen_ai.request.model={model},baton.deployment={model}@p";

    private static AttemptRecord Attempt(
        string model, string? error = null, double? duration = null, double? firstToken = null, double queued = 0, bool cancelled = false, bool hedge = false) =>
        new(Ensemble.Deployment(model), 0, hedge)
        {
            Error = error,
            DurationMs = duration,
            FirstTokenMs = firstToken,
            QueuedMs = queued,
            Cancelled = cancelled,
        };

    private void End(params AttemptRecord[] attempts)
    {
        var record = new RequestRecord();
        foreach (var attempt in attempts)
        {
            record.Add(attempt);
        }

        new AttemptMeters(_measured.Baton).Ended(record);
    }
}
