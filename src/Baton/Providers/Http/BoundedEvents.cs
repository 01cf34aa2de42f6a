using Baton.Models;

namespace Baton.Providers.Http;

/// <summary>A stream of events that fails where one of them never ends, because a parser of events gathers what it is given.</summary>
/// <param name="deployment">Whose stream it is, for the message.</param>
/// <param name="stream">The stream; closed together with this one.</param>
internal sealed class BoundedEvents(Deployment deployment, Stream stream) : Stream
{
    /// <summary>The largest event that is taken, in bytes.</summary>
    private const int Largest = 16 * 1024 * 1024;

    private long _sinceEvent;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Notes that an event came to its end.</summary>
    public void EventEnded() => _sinceEvent = 0;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Count(stream.Read(buffer, offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is written.
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Count(int read)
    {
        _sinceEvent += read;
        return _sinceEvent <= Largest
            ? read
            : throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} sent an event of more than {Largest} bytes.");
    }
}
