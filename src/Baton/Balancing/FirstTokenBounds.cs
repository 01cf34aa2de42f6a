using System.Collections.Concurrent;
using Baton.Models;

namespace Baton.Balancing;

/// <summary>
/// How long the first token may take where the configuration says <c>auto</c>: five times the slowest percent of what this model's
/// deployments took, within 5 and 120 seconds. An unstreamed answer comes as a whole, so it is measured as a whole.
/// </summary>
internal sealed class FirstTokenBounds
{
    /// <summary>Before so many samples the bound is a fixed one.</summary>
    private const int EnoughSamples = 20;

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Unmeasured = TimeSpan.FromSeconds(20);

    /// <summary>What an unstreamed answer may take for each token that was asked for, above what is usual.</summary>
    private static readonly TimeSpan PerToken = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, SampleWindow> _whole = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SampleWindow> _streamed = new(StringComparer.Ordinal);

    /// <summary>The bound of one attempt.</summary>
    /// <param name="deployment">Whom it asks.</param>
    /// <param name="streamed">Whether the answer is streamed.</param>
    /// <param name="isLast">Whether nobody else is left to be asked.</param>
    /// <param name="tokens">The tokens that the answer may have.</param>
    /// <param name="loads">Whether its server is known to load the model first: how long others took then says nothing.</param>
    public TimeSpan Of(Deployment deployment, bool streamed, bool isLast, int tokens, bool loads = false)
    {
        if (deployment.Policy.FirstTokenTimeout is { } said && said > TimeSpan.Zero)
        {
            return said;
        }

        var bound = loads ? Most
            : (streamed ? _streamed : _whole).TryGetValue(deployment.Model.Id, out var window) && window.Count >= EnoughSamples
            ? Within(TimeSpan.FromMilliseconds(5 * window.Percentile(0.99)!.Value))
            : isLast ? Most : Unmeasured;
        return streamed ? bound : bound + (PerToken * tokens);
    }

    /// <summary>An answer began, or came as a whole.</summary>
    public void Add(Deployment deployment, bool streamed, double milliseconds) => Window(deployment, streamed).Add(milliseconds);

    /// <summary>A bound ran out: it counts as twice its time, so that a bound that is too narrow widens.</summary>
    public void RanOut(Deployment deployment, bool streamed, TimeSpan bound) => Window(deployment, streamed).Add(2 * bound.TotalMilliseconds);

    private SampleWindow Window(Deployment deployment, bool streamed) =>
        (streamed ? _streamed : _whole).GetOrAdd(deployment.Model.Id, static _ => new SampleWindow());

    private static TimeSpan Within(TimeSpan time) => time < Least ? Least : time > Most ? Most : time;
}
