namespace Baton.Models.Configuration;

/// <summary>Answers kept for equal requests: <c>cache</c>.</summary>
public sealed record CacheOptions
{
    /// <summary>Whether answers are kept.</summary>
    public bool Enabled { get; init; }

    /// <summary>The most memory they may take, in bytes.</summary>
    public long MaxBytes { get; init; } = 256_000_000;

    /// <summary>How long one is kept.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromHours(1);
}

/// <summary>Where traces and metrics are sent: <c>telemetry</c>.</summary>
public sealed record TelemetryOptions
{
    /// <summary>An OTLP address; <c>null</c>: nowhere.</summary>
    public Uri? Otlp { get; init; }
}

/// <summary>Which local models are in memory: <c>residency</c>.</summary>
public sealed record ResidencyOptions
{
    /// <summary>How long a request waits at most behind requests for a model that excludes its own.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>One of <c>panels</c>: an ensemble that answers as one.</summary>
public sealed record PanelOptions
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The models that it asks.</summary>
    public EquatableArray<string> Members { get; init; } = [];

    /// <summary>How one answer is made of many: <c>vote</c>, <c>best</c>, <c>mixture</c>, <c>cascade</c>.</summary>
    public string Kind { get; init; } = "vote";
}
