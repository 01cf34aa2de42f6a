using Baton.Models;
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

    private readonly Deployment _deployment;
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;
    private readonly AttemptClock _clock;
    private readonly List<ChatResponseUpdate> _held = [];
    private int _next;
    private bool _ended;

    private CommittedStream(Deployment deployment, IAsyncEnumerator<ChatResponseUpdate> updates, AttemptClock clock)
    {
        _deployment = deployment;
        _updates = updates;
        _clock = clock;
    }

    /// <summary>The present piece.</summary>
    public ChatResponseUpdate Current { get; private set; } = null!;

    /// <summary>Reads until something that counts came, or the whole of an answer without.</summary>
    /// <param name="deployment">Whose stream it is.</param>
    /// <param name="client">Its client.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="options">The options.</param>
    /// <param name="stall">How long nothing may come between two pieces.</param>
    /// <param name="clock">The attempt's clock; the stream's own from here on, unless this fails.</param>
    /// <returns>The committed stream.</returns>
    public static async ValueTask<CommittedStream> OpenAsync(
        Deployment deployment, IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions options, TimeSpan stall, AttemptClock clock)
    {
        var updates = client.GetStreamingResponseAsync(messages, options, clock.Token).GetAsyncEnumerator(clock.Token);
        try
        {
            var stream = new CommittedStream(deployment, updates, clock);
            while (await updates.MoveNextAsync().ConfigureAwait(false))
            {
                stream._held.Add(updates.Current);
                if (Delivered.Counts(updates.Current) || stream._held.Count == MostHeld)
                {
                    clock.Flow(stall);
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
        catch (OperationCanceledException e) when (_clock.RanOut != AttemptClock.Bound.None)
        {
            throw AttemptErrors.OutOfTime(_deployment, _clock, e);
        }

        if (_ended)
        {
            return false;
        }

        _clock.Touch();
        Current = _updates.Current;
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _updates.DisposeAsync().ConfigureAwait(false);
        _clock.Dispose();
    }
}
