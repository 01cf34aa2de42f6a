using System.Diagnostics;
using Baton.Models.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;

namespace Baton.Server.Tests.Telemetry;

[Collection("Tracing")] // Whoever listens to spans does so for the whole process.
public sealed class TraceTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task A_callers_trace_goes_on_through_the_gateway_to_the_upstream_and_to_the_collector()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var gateway = await StartAsync(collector.Address, "fake");
        await (await AskAsync(gateway, "fake", stream: true)).EventsAsync();

        var told = gateway.Upstream.Requests.Only.Header("traceparent");
        ActivityContext.TryParse(told, null, out var upstream).ShouldBeTrue(told);
        upstream.TraceId.ToString().ShouldBe(Trace);
        gateway.Services.GetRequiredService<TracerProvider>().ForceFlush();
        var sent = await collector.UntilAsync("/v1/traces", "chat fake", "gen_ai.usage.output_tokens", "gen_ai.response.finish_reasons", "server.port", Bytes(Trace));
        sent.ShouldContain(Bytes(upstream.SpanId.ToString())); // What the upstream was told is a span that the collector knows.
        sent.ShouldContain(gateway.Upstream.Requests.Only.Model!);
        sent.ShouldNotContain("Hello"); // What was said is in no span.
    }

    [Fact]
    public async Task Every_call_of_a_request_has_its_own_span()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var gateway = await StartAsync(collector.Address, "fake-status-500-times-1");
        (await AskAsync(gateway, "fake-status-500-times-1", stream: false)).EnsureSuccessStatusCode();

        var told = gateway.Upstream.Requests.All.Select(r => r.Header("traceparent")).ToList();
        told.Count.ShouldBe(2);
        told.Distinct(StringComparer.Ordinal).Count().ShouldBe(2);
        told.ShouldAllBe(t => t!.Contains(Trace, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_collector_an_upstream_is_told_nothing()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        (await AskAsync(gateway, "fake", stream: false)).EnsureSuccessStatusCode();
        gateway.Upstream.Requests.Only.Header("traceparent").ShouldBeNull();
    }

    private static Task<TestGateway> StartAsync(Uri address, string model) =>
        TestGateway.StartAsync((_, _) => { }, [model], o => o with { Telemetry = new TelemetryOptions { Otlp = address } });

    private static async Task<HttpResponseMessage> AskAsync(TestGateway gateway, string model, bool stream)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(TestGateway.Body(model, stream ? ",\"stream\":true" : ""), System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        return await gateway.Http.SendAsync(request);
    }

    /// <summary>An id as it stands in protobuf.</summary>
    private static string Bytes(string hex) => System.Text.Encoding.Latin1.GetString(Convert.FromHexString(hex));
}
