namespace Baton.Tests.Providers;

/// <summary>A body that arrives in pieces of given sizes, in turn, and may break off.</summary>
internal sealed class ChoppedStream(byte[] body, int[] sizes, bool breaksOff = false) : Stream
{
    private int _at;
    private int _turn;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _at; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_at == body.Length)
        {
            return breaksOff ? throw new IOException("reset by peer") : 0;
        }

        var size = sizes.Length == 0 ? count : Math.Max(1, sizes[_turn++ % sizes.Length]);
        var length = Math.Min(Math.Min(count, size), body.Length - _at);
        body.AsSpan(_at, length).CopyTo(buffer.AsSpan(offset));
        _at += length;
        return length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
