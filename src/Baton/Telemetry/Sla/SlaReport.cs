using System.Collections.Immutable;
using Baton.Models.Configuration;

namespace Baton.Telemetry.Sla;

/// <summary>How loud an objective calls.</summary>
internal enum SlaAlert
{
    /// <summary>The error budget lasts.</summary>
    Ok,

    /// <summary>At this pace it is spent before its time: look at it in working hours.</summary>
    Warn,

    /// <summary>At this pace it is spent in days or hours: look at it now.</summary>
    Page,
}

/// <summary>What one window measured.</summary>
/// <param name="Window">Which.</param>
/// <param name="Counts">What was counted in it.</param>
/// <param name="Availability">The share of requests that were answered; <c>null</c> without any.</param>
/// <param name="WithinLatency">The share of answers within the objective's time; <c>null</c> without any, or without that objective.</param>
/// <param name="AvailabilityBurn">How many times faster than the objective allows failures come; <c>null</c> as above.</param>
/// <param name="LatencyBurn">The same of slow answers.</param>
internal sealed record SlaWindowReport(
    SlaWindow Window, SlaCounts Counts, double? Availability, double? WithinLatency, double? AvailabilityBurn, double? LatencyBurn);

/// <summary>How a model or a role does by its objectives.</summary>
/// <param name="Objectives">What it is held to.</param>
/// <param name="Windows">What was measured, from the shortest window to the longest.</param>
/// <param name="Alert">How loud it calls.</param>
internal sealed record SlaReport(SlaOptions Objectives, ImmutableArray<SlaWindowReport> Windows, SlaAlert Alert);
