using Baton.Models;
using Baton.Telemetry;

namespace Baton.Tests.Telemetry;

public sealed class RequestMetersTests : IDisposable
{
    private const string Call = "gen_ai.operation.name=chat,gen_ai.provider.name=scripted,gen_ai.request.model=m";

    private readonly Measured _measured = new();
    private readonly Deployment _deployment = Ensemble.Deployment("m");

    public void Dispose() => _measured.Dispose();

    [Fact]
    public void An_answered_request_is_counted_timed_and_paid()
    {
        End(new RequestRecord
        {
            Deployment = _deployment,
            Role = "writer",
            Task = TaskType.Coding,
            LatencyMs = 1_500,
            Usage = new TokenUsage(10, 4, 2, 8, 3),
            CostUsd = 0.25m,
        });

        _measured.Of("baton.requests").ShouldBe(
            ["{gen_ai.operation.name=chat,gen_ai.request.model=m,baton.role=writer,baton.task=coding,baton.outcome=ok} 1"]);
        _measured.Of("gen_ai.server.request.duration").ShouldBe([$"{{{Call}}} 1.5"]);
        _measured.Of("gen_ai.client.token.usage").ShouldBe(
            [$"{{{Call},gen_ai.token.type=input}} 16", $"{{{Call},gen_ai.token.type=output}} 8"]);
        _measured.Of("baton.tokens").ShouldBe(
        [
            $"{{{Call},gen_ai.token.type=input}} 10", $"{{{Call},gen_ai.token.type=output}} 8", $"{{{Call},gen_ai.token.type=cache_read}} 4",
            $"{{{Call},gen_ai.token.type=cache_write}} 2", $"{{{Call},gen_ai.token.type=reasoning}} 3",
        ]);
        _measured.Of("baton.cost.usd").ShouldBe(["{gen_ai.request.model=m,baton.role=writer} 0.25"]);
        _measured.Of("baton.cost.unknown").ShouldBeEmpty();
        _measured.Of("gen_ai.server.time_to_first_token").ShouldBeEmpty(); // Unstreamed, there is none that a caller saw.
    }

    [Fact]
    public void A_streamed_answer_has_its_first_token_and_the_pace_of_the_others()
    {
        End(new RequestRecord { Deployment = _deployment, Streamed = true, FirstTokenMs = 500, LatencyMs = 1_500, Usage = new TokenUsage(1, Output: 11) });

        _measured.Of("gen_ai.server.time_to_first_token").ShouldBe([$"{{{Call}}} 0.5"]);
        _measured.Of("gen_ai.server.time_per_output_token").ShouldBe([$"{{{Call}}} 0.1"]);
        _measured.Of("baton.cost.unknown").ShouldBe(["{gen_ai.request.model=m} 1"]);
    }

    [Theory]
    [InlineData(false, "error", 1)]
    [InlineData(true, "abandoned", 0)]
    public void A_failure_says_its_code_and_a_caller_who_left_is_no_failure(bool abandoned, string outcome, int errors)
    {
        End(new RequestRecord
        {
            Deployment = _deployment,
            Streamed = true,
            FirstTokenMs = 5,
            LatencyMs = 10,
            Abandoned = abandoned,
            Error = abandoned ? null : ErrorCodes.UpstreamCut,
        });

        _measured.Of("baton.requests").Single().ShouldContain($"baton.outcome={outcome}");
        _measured.All.Count(m => m.StartsWith("gen_ai.server.request.duration", StringComparison.Ordinal) && m.Contains("error.type=upstream_cut", StringComparison.Ordinal))
            .ShouldBe(errors);
    }

    [Fact]
    public void A_name_that_a_caller_made_up_is_no_label()
    {
        End(new RequestRecord { RequestedModel = "made-up", Error = ErrorCodes.ModelNotFound, LatencyMs = 1 });

        _measured.All.ShouldBe(["baton.requests{gen_ai.operation.name=chat,baton.outcome=error,error.type=model_not_found} 1"]);
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        using var quiet = new BatonMeter();
        var meters = new RequestMeters(quiet);
        var record = new RequestRecord { Deployment = _deployment, Streamed = true, FirstTokenMs = 5, LatencyMs = 10, Usage = new TokenUsage(1, 1, 1, 9, 1) };
        meters.Ended(record); // The provider's name is found once.

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            meters.Ended(record);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private void End(RequestRecord record) => new RequestMeters(_measured.Baton).Ended(record);
}
