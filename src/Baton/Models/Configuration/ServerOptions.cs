namespace Baton.Models.Configuration;

/// <summary>The gateway's own settings: <c>server</c>.</summary>
public sealed record ServerOptions
{
    /// <summary>Where to listen.</summary>
    public EquatableArray<string> Urls { get; init; } = ["http://127.0.0.1:7411"];

    /// <summary>When callers need a key: <c>auto</c>, <c>required</c>, <c>off</c>.</summary>
    public string Keys { get; init; } = "auto";

    /// <summary>The largest body taken, in bytes.</summary>
    public long MaxBodyBytes { get; init; } = 32_000_000;

    /// <summary>How long a stop waits for running requests.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a waiting stream says something; <c>null</c>: never.</summary>
    public TimeSpan? KeepAliveComments { get; init; }

    /// <summary>Origins whose pages may call <c>/v1</c>.</summary>
    public EquatableArray<string> Cors { get; init; } = ["*"];
}
