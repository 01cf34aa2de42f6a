using Baton.Models;
using Baton.Models.Configuration;
using Baton.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Telemetry;

public sealed class MetricsTests
{
    [Fact]
    public async Task Prometheus_reads_counters_histograms_and_gauges()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        (await gateway.ChatAsync("fake")).EnsureSuccessStatusCode();
        await (await gateway.ChatAsync("fake", stream: true)).EventsAsync();

        using var answer = await gateway.SendAsync(HttpMethod.Get, "/metrics");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        answer.Content.Headers.ContentType.Parameters.Single(p => p.Name == "version").Value.ShouldBe("0.0.4");
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');
        lines.ShouldContain("# TYPE baton_requests_total counter");
        lines.ShouldContain("# HELP baton_requests_total Requests that ended, by how they ended.");
        lines.ShouldContain("""baton_requests_total{baton_outcome="ok",baton_task="general",gen_ai_operation_name="chat",gen_ai_request_model="fake"} 2""");
        lines.ShouldContain("""baton_attempts_total{baton_deployment="fake@up",baton_outcome="ok"} 2""");
        lines.ShouldContain("# TYPE gen_ai_server_request_duration_seconds histogram");
        const string Call = "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"openai\",gen_ai_request_model=\"fake\"";
        lines.ShouldContain($$"""gen_ai_server_request_duration_seconds_bucket{{{Call}},le="+Inf"} 2""");
        lines.ShouldContain($$"""gen_ai_server_request_duration_seconds_count{{{Call}}} 2""");
        lines.ShouldContain($$"""gen_ai_server_time_to_first_token_seconds_count{{{Call}}} 1""");
        lines.ShouldContain($$"""gen_ai_server_time_per_output_token_seconds_count{{{Call}}} 1""");
        lines.ShouldContain($$"""gen_ai_client_operation_duration_seconds_count{baton_deployment="fake@up",{{Call}}} 2""");
        lines.ShouldContain($$"""gen_ai_client_token_usage_sum{{{Call}},gen_ai_token_type="input"} 24""");
        lines.ShouldContain($$"""gen_ai_client_token_usage_bucket{{{Call}},gen_ai_token_type="output",le="4"} 2""");
        lines.ShouldContain("""baton_cost_usd_total{gen_ai_request_model="fake"} 4E-05""");
        lines.ShouldContain("""baton_deployment_in_flight{baton_deployment="fake@up",gen_ai_request_model="fake"} 0""");
        lines.ShouldContain("""baton_deployment_circuit{baton_deployment="fake@up",gen_ai_request_model="fake"} 0""");
        lines.ShouldContain(l => l.StartsWith("dotnet_process_memory_working_set_bytes", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("dotnet_gc_collections_total", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("dotnet_thread_pool_thread_count", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failover_and_a_name_that_nobody_has_are_counted()
    {
        await using var gateway = await TestGateway.StartAsync(
            (b, _) => b.AddModel("a", "up", upstreamModel: "fake-status-500").AddModel("b", "up", upstreamModel: "fake"), [],
            o => o with { Models = [o.Models[0] with { Policy = new RequestPolicyOptions { Fallbacks = ["b"] } }, o.Models[1]] });
        (await gateway.ChatAsync("a")).EnsureSuccessStatusCode();
        (await gateway.ChatAsync("nobody")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);

        var lines = (await gateway.Http.GetStringAsync("/metrics")).Split('\n');
        lines.ShouldContain("""baton_attempts_total{baton_deployment="a@up",baton_outcome="error",error_type="upstream_error"} 1""");
        lines.ShouldContain("""baton_failovers_total{baton_deployment="a@up",error_type="upstream_error"} 1""");
        lines.ShouldContain(l => l.StartsWith("baton_requests_total{", StringComparison.Ordinal) && l.Contains("error_type=\"model_not_found\"", StringComparison.Ordinal));
        lines.ShouldNotContain(l => l.Contains("nobody", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_gateways_of_one_process_count_apart()
    {
        await using var one = await TestGateway.StartAsync("m");
        await using var other = await TestGateway.StartAsync("m");
        End(one, one.Deployment("m"));

        (await other.Http.GetStringAsync("/metrics")).ShouldNotContain("baton_requests_total{");
    }

    [Fact]
    public async Task What_a_name_holds_is_escaped()
    {
        await using var gateway = await TestGateway.StartAsync("m");
        foreach (var observer in gateway.Services.GetServices<IRequestObserver>())
        {
            observer.Ended(new RequestRecord { Deployment = gateway.Deployment("m"), Role = "a\"b\\c\nd" });
        }

        (await gateway.Http.GetStringAsync("/metrics")).ShouldContain("""baton_role="a\"b\\c\nd",""");
    }

    private static void End(TestGateway gateway, Deployment deployment)
    {
        foreach (var observer in gateway.Services.GetServices<IRequestObserver>())
        {
            observer.Ended(new RequestRecord { Deployment = deployment, LatencyMs = 1_000, Usage = new TokenUsage(1), CostUsd = 0.5m });
        }
    }
}
