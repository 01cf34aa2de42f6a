namespace Baton.Telemetry;

/// <summary>The names under which a program listens to Baton: OpenTelemetry's <c>AddMeter</c> and <c>AddSource</c> take them.</summary>
public static class BatonTelemetry
{
    /// <summary>The meter of all metrics.</summary>
    public const string MeterName = "Baton";

    /// <summary>The source of all spans.</summary>
    public const string SourceName = "Baton";
}
