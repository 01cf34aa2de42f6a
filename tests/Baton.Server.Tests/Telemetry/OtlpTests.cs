using Baton.Models.Configuration;
using Baton.Server.Telemetry;
using Baton.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Baton.Server.Tests.Telemetry;

[Collection("Tracing")] // Whoever listens to spans does so for the whole process.
public sealed class OtlpTests
{
    [Fact]
    public async Task Metrics_reach_a_collector()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var gateway = await StartAsync(collector.Address);
        foreach (var observer in gateway.Services.GetServices<IRequestObserver>())
        {
            observer.Ended(new RequestRecord { Deployment = gateway.Deployment("fake"), LatencyMs = 10 });
        }

        gateway.Services.GetRequiredService<MeterProvider>().ForceFlush(); // Answers false, because a reader that is pulled cannot be flushed.
        await collector.UntilAsync("/v1/metrics", "baton.requests", "gen_ai.server.request.duration", "dotnet.gc.collections", "service.name");
    }

    [Fact]
    public async Task A_collector_that_is_not_there_disturbs_no_request()
    {
        await using var gateway = await StartAsync(new Uri("http://127.0.0.1:9")); // Nothing listens at the discard port.
        for (var i = 0; i < 20; i++)
        {
            using var answer = await gateway.ChatAsync("fake");
            answer.EnsureSuccessStatusCode();
        }

        gateway.Services.GetRequiredService<MeterProvider>().ForceFlush();
        using var after = await gateway.ChatAsync("fake");
        after.EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData("http://collector:4317", "http://collector:4317/", OtlpExportProtocol.Grpc)]
    [InlineData("http://collector:4318", "http://collector:4318/v1/traces", OtlpExportProtocol.HttpProtobuf)]
    [InlineData("https://vendor.example/otlp/", "https://vendor.example/otlp/v1/traces", OtlpExportProtocol.HttpProtobuf)]
    public void The_port_says_the_protocol(string address, string endpoint, OtlpExportProtocol protocol) =>
        Otlp.EndpointOf(new Uri(address), "v1/traces").ShouldBe((new Uri(endpoint), protocol));

    private static Task<TestGateway> StartAsync(Uri address) =>
        TestGateway.StartAsync((_, _) => { }, ["fake"], o => o with { Telemetry = new TelemetryOptions { Otlp = address } });
}
