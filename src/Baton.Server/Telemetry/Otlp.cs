using System.Reflection;
using Baton.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Baton.Server.Telemetry;

/// <summary>
/// Sends traces and metrics to an OTLP address, if one is configured. It happens on threads of its own, from queues that are
/// bounded and drop: a collector that is slow or gone disturbs no request.
/// </summary>
internal static class Otlp
{
    /// <summary>Where collectors listen for gRPC by convention.</summary>
    private const int GrpcPort = 4317;

    /// <summary>How long one export may take; so long the end of the process waits for the last one.</summary>
    private const int TimeoutMs = 5_000;

    public static void Add(IServiceCollection services, Uri? address)
    {
        if (address is null)
        {
            return;
        }

        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                "baton", serviceVersion: typeof(Otlp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion))
            .WithTracing(traces => traces
                .AddSource(BatonTelemetry.SourceName)
                .AddOtlpExporter(exporter => Set(exporter, address, "v1/traces")))
            .WithMetrics(metrics => metrics.AddOtlpExporter(exporter => Set(exporter, address, "v1/metrics")));
    }

    /// <summary>The address as it is for gRPC, and with the signal's path behind it for HTTP.</summary>
    internal static (Uri Endpoint, OtlpExportProtocol Protocol) EndpointOf(Uri address, string path) => address.Port == GrpcPort
        ? (address, OtlpExportProtocol.Grpc)
        : (new UriBuilder(address) { Path = $"{address.AbsolutePath.TrimEnd('/')}/{path}" }.Uri, OtlpExportProtocol.HttpProtobuf);

    private static void Set(OtlpExporterOptions exporter, Uri address, string path)
    {
        (exporter.Endpoint, exporter.Protocol) = EndpointOf(address, path);
        exporter.TimeoutMilliseconds = TimeoutMs;
        exporter.Headers = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_HEADERS"); // A vendor's key belongs into no file.
    }
}
