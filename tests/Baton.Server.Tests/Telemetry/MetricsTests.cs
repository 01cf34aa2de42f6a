using Baton.Models;
using Baton.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Telemetry;

public sealed class MetricsTests
{
    [Fact]
    public async Task Prometheus_reads_counters_histograms_and_gauges()
    {
        await using var gateway = await TestGateway.StartAsync("m");
        End(gateway, gateway.Deployment("m"));

        using var answer = await gateway.SendAsync(HttpMethod.Get, "/metrics");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        answer.Content.Headers.ContentType.Parameters.Single(p => p.Name == "version").Value.ShouldBe("0.0.4");
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');
        lines.ShouldContain("# TYPE baton_requests_total counter");
        lines.ShouldContain("# HELP baton_requests_total Requests that ended, by how they ended.");
        lines.ShouldContain("""baton_requests_total{baton_outcome="ok",gen_ai_operation_name="chat",gen_ai_request_model="m"} 1""");
        lines.ShouldContain("# TYPE gen_ai_server_request_duration_seconds histogram");
        const string Labels = "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"openai\",gen_ai_request_model=\"m\"";
        lines.ShouldContain($$"""gen_ai_server_request_duration_seconds_bucket{{{Labels}},le="0.64"} 0""");
        lines.ShouldContain($$"""gen_ai_server_request_duration_seconds_bucket{{{Labels}},le="1.28"} 1""");
        lines.ShouldContain($$"""gen_ai_server_request_duration_seconds_bucket{{{Labels}},le="+Inf"} 1""");
        lines.ShouldContain($$"""gen_ai_server_request_duration_seconds_sum{{{Labels}}} 1""");
        lines.ShouldContain("""baton_cost_usd_total{gen_ai_request_model="m"} 0.5""");
        lines.ShouldContain("""baton_deployment_in_flight{baton_deployment="m@up",gen_ai_request_model="m"} 0""");
        lines.ShouldContain(l => l.StartsWith("dotnet_process_memory_working_set_bytes", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("dotnet_gc_collections_total", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("dotnet_thread_pool_thread_count", StringComparison.Ordinal));
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
