using System.Text;
using System.Text.Json;

namespace Baton.Testing;

/// <summary>A request as the fake upstream received it, and what became of it.</summary>
public sealed class ReceivedRequest
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _abortedByClient;

    /// <summary>Its place among all requests, from 1.</summary>
    public required long Order { get; init; }

    /// <summary>When it arrived, by the server's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The path, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>The query, with its question mark, or empty.</summary>
    public required string Query { get; init; }

    /// <summary>The connection it came on.</summary>
    public required string Connection { get; init; }

    /// <summary>The headers, by name in any case; several of a name joined by commas.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body's bytes.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The model that was asked for.</summary>
    public string? Model { get; init; }

    /// <summary>Whether a stream was asked for.</summary>
    public bool Stream { get; init; }

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Body.Span);

    /// <summary>Whether the client went away before the answer was complete.</summary>
    public bool AbortedByClient => _abortedByClient;

    /// <summary>Completes when the answer has ended, in whichever way.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Frames of the answer that were written.</summary>
    public int FramesWritten { get; internal set; }

    /// <summary>The value of a header, or null.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <inheritdoc/>
    public override string ToString() => $"{Order}: {Method} {Path}{Query} {Model}";

    internal void MarkAborted() => _abortedByClient = true;

    internal void MarkEnded() => _ended.TrySetResult();
}
