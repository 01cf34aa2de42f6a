using System.Diagnostics.Metrics;
using Baton.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Baton.Server.Telemetry;

/// <summary><c>GET /metrics</c>: the engine's meters and the runtime's, as Prometheus reads them.</summary>
internal static class Metrics
{
    /// <summary>The runtime's own meter: memory, garbage collection, threads, processor time.</summary>
    private const string Runtime = "System.Runtime";

    public static void Add(IServiceCollection services)
    {
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(BatonTelemetry.MeterName, Runtime)
            .AddPrometheusExporter(exporter =>
            {
                // Both say on every line what the whole page is about.
                exporter.ScopeInfoEnabled = false;
                exporter.TargetInfoEnabled = false;
                exporter.ScrapeResponseCacheDurationMilliseconds = 0; // Who looks after a request sees that request.
            }));
        services.ConfigureOpenTelemetryMeterProvider((provider, metrics) =>
        {
            var own = provider.GetRequiredService<IMeterFactory>();
            metrics.AddView(instrument => IsOthers(instrument.Meter, own) ? MetricStreamConfiguration.Drop : null);
        });
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint("/metrics");

    /// <summary>Meters are listened to by name over the whole process, which may hold a second gateway.</summary>
    private static bool IsOthers(Meter meter, IMeterFactory own) => meter.Name == BatonTelemetry.MeterName && !ReferenceEquals(meter.Scope, own);
}
