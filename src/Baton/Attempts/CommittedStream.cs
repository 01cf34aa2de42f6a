using System.Runtime.CompilerServices;
using Baton.Balancing;
using Baton.Providers;
using Microsoft.Extensions.AI;

namespace Baton.Attempts;

/// <summary>
/// A stream that delivered something that counts (DESIGN, decision 2), with the start-up pieces that were held until
/// then. From here on a failure is the caller's to see: nothing is asked again, nothing replayed.
/// </summary>
internal sealed class CommittedStream : IAsyncDisposable
{
    /// <summary>The most start-up pieces that are held.</summary>
    private const int MostHeld = 256;

    private readonly Attempt _attempt;
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;
    private readonly List<ChatResponseUpdate> _held = [];
    private int _next;
    private bool _ended;

    private CommittedStream(Attempt attempt, IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        _attempt = attempt;
        _updates = updates;
    }

    /// <summary>The present piece.</summary>
    public ChatResponseUpdate Current { get; private set; } = null!;

    /// <summary>Reads until something that counts came, or the whole of an answer without.</summary>
    /// <param name="attempt">The attempt; the stream's own from here on, unless this fails.</param>
    /// <param name="client">Its deployment's client.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="options">The options.</param>
    /// <returns>The committed stream.</returns>
    public static async ValueTask<CommittedStream> OpenAsync(
        Attempt attempt, IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        var clock = attempt.Clock;
        var updates = client.GetStreamingResponseAsync(messages, options, clock.Token).GetAsyncEnumerator(clock.Token);
        try
        {
            var stream = new CommittedStream(attempt, updates);
            while (await updates.MoveNextAsync().ConfigureAwait(false))
            {
                stream._held.Add(updates.Current);
                if (Delivered.Counts(updates.Current) || stream._held.Count == MostHeld)
                {
                    clock.Flow(attempt.Deployment.Policy.StallTimeout!.Value);
                    return stream;
                }
            }

            stream._ended = true;
            return stream;
        }
        catch
        {
            await updates.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Goes to the next piece.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="UpstreamException">The stream broke or stalled.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // Called once a chunk, and awaited once.
    public async ValueTask<bool> MoveNextAsync()
    {
        if (_next < _held.Count)
        {
            Current = _held[_next++];
            return true;
        }

        if (_ended)
        {
            return false;
        }

        try
        {
            _ended = !await _updates.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var failure = AttemptErrors.Of(_attempt, e);
            if (failure is OperationCanceledException)
            {
                throw; // The caller went away: no fault of the deployment's.
            }

            DeploymentState.Of(_attempt.Deployment).Failed((failure as BatonException)?.Code ?? "", failure.Message);
            if (!ReferenceEquals(failure, e))
            {
                throw failure;
            }

            throw;
        }

        if (_ended)
        {
            return false;
        }

        _attempt.Clock.Touch();
        Current = _updates.Current;
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _updates.DisposeAsync().ConfigureAwait(false);
        _attempt.Dispose();
    }
}
