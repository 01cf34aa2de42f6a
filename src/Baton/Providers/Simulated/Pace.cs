using Baton.Models.Configuration;

namespace Baton.Providers.Simulated;

/// <summary>When each token of an answer is due. Waits are counted from the start, so that timers that are late do not add up.</summary>
/// <param name="options">How fast.</param>
/// <param name="time">The clock.</param>
internal sealed class Pace(SimulateOptions options, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Waits until so many tokens could have been said.</summary>
    public async ValueTask UntilAsync(int tokens, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var due = options.LatencyMs + (options.TokensPerSecond > 0 ? tokens * 1000 / options.TokensPerSecond : 0);
        var wait = TimeSpan.FromMilliseconds(due) - time.GetElapsedTime(_start);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
