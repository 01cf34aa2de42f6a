namespace Baton.Testing;

/// <summary>How the fake upstream is started.</summary>
public sealed record FakeUpstreamOptions
{
    /// <summary>Where it listens; port 0 takes a free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <summary>The key that requests must bring, as bearer token or <c>x-api-key</c>; null: none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The models that lists name, beside those of scripts.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["fake", "fake-chunks-100", "fake-tools", "fake-json"];

    /// <summary>The clock of all delays.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Requests that are kept for a look; 0 keeps none and is the fastest.</summary>
    public int Keep { get; init; } = 10_000;

    /// <summary>Runs what follows a socket's event on the thread that saw it. Faster, as long as nothing blocks.</summary>
    public bool InlineScheduling { get; init; }

    /// <summary>Whether <c>/health</c> says that it is there yet: an engine that loads says 503.</summary>
    public Func<bool> IsReady { get; init; } = () => true;
}
