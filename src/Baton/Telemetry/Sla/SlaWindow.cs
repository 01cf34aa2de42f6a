using System.Collections.Immutable;

namespace Baton.Telemetry.Sla;

/// <summary>A window of time that is measured.</summary>
/// <param name="Name">As it is written: <c>1h</c>.</param>
/// <param name="Length">How long it is.</param>
internal sealed record SlaWindow(string Name, TimeSpan Length)
{
    public static readonly SlaWindow FiveMinutes = new("5m", TimeSpan.FromMinutes(5));
    public static readonly SlaWindow HalfHour = new("30m", TimeSpan.FromMinutes(30));
    public static readonly SlaWindow Hour = new("1h", TimeSpan.FromHours(1));
    public static readonly SlaWindow SixHours = new("6h", TimeSpan.FromHours(6));
    public static readonly SlaWindow ThreeDays = new("3d", TimeSpan.FromDays(3));

    /// <summary>Every one, from the shortest to the longest.</summary>
    public static ImmutableArray<SlaWindow> All { get; } = [FiveMinutes, HalfHour, Hour, SixHours, ThreeDays];
}
