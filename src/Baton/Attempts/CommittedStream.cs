using Baton.Providers;
using Microsoft.Extensions.AI;

namespace Baton.Attempts;

/// <summary>
/// A stream that delivered something that counts (DESIGN, decision 2), with the start-up pieces that were held until
/// then. From here on a failure is the caller's to see: nothing is asked again, nothing replayed.
/// </summary>
internal sealed class CommittedStream : IAsyncDisposable
{
    /// <summary>The most start-up pieces that are held, and the most bytes in them: more of nothing is an answer as well.</summary>
    private const int MostHeld = 256;
    private const int MostBytes = 1024 * 1024;

    private readonly Attempt _attempt;
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;
    private readonly List<ChatResponseUpdate> _held = [];
    private int _next;
    private int _heldBytes;
    private bool _ended;

    private CommittedStream(Attempt attempt, IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        _attempt = attempt;
        _updates = updates;
    }

    /// <summary>The present piece.</summary>
    public ChatResponseUpdate Current { get; private set; } = null!;

    /// <summary>Bytes of text, reasoning and tool calls so far, for an estimate where the usage never comes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The usage, once it was reported.</summary>
    public UsageDetails? Usage { get; private set; }

    /// <summary>Why the answer ended, once it did.</summary>
    public ChatFinishReason? FinishReason { get; private set; }

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
                stream._heldBytes += Delivered.Size(updates.Current);
                if (Delivered.Counts(updates.Current) || stream._held.Count == MostHeld || stream._heldBytes > MostBytes)
                {
                    attempt.Began();
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

    /// <summary>Waits for the next piece; the upstream's own wait, so that a chunk costs no step of its own here.</summary>
    /// <returns>To be awaited and given to <see cref="Take"/>; what it throws, to <see cref="Failed"/>.</returns>
    public ValueTask<bool> NextAsync() =>
        _next < _held.Count ? new ValueTask<bool>(true)
        : _ended ? new ValueTask<bool>(false)
        : _updates.MoveNextAsync();

    /// <summary>Takes what <see cref="NextAsync"/> waited for.</summary>
    /// <param name="there">What it said.</param>
    /// <returns>Whether there is a piece: <see cref="Current"/>. Else the answer was whole, and the attempt has ended.</returns>
    public bool Take(bool there)
    {
        if (_next < _held.Count)
        {
            return Deliver(_held[_next++]);
        }

        _ended = !there;
        return _ended ? End() : Deliver(_updates.Current);
    }

    /// <summary>The stream broke or stalled: ends the attempt.</summary>
    /// <param name="e">What was thrown.</param>
    /// <returns>What that means to the caller.</returns>
    public Exception Failed(Exception e) => _attempt.Failed(e);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _updates.DisposeAsync().ConfigureAwait(false);
        _attempt.Dispose();
    }

    private bool Deliver(ChatResponseUpdate update)
    {
        Current = update;
        var bytes = Delivered.TextBytes(update);
        Bytes += bytes;
        Usage = Delivered.UsageOf(update) ?? Usage;
        FinishReason = update.FinishReason ?? FinishReason;
        _attempt.Clock.Touch(bytes);
        return true;
    }

    private bool End()
    {
        _attempt.Worked(Usage?.OutputTokenCount ?? Bytes / 4);
        return false;
    }
}
