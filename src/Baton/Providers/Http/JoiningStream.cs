using System.Buffers.Text;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Baton.Providers.Http;

/// <summary>
/// A connection to an upstream on which a request's head leaves together with its body. <see cref="SocketsHttpHandler"/> sends a
/// longer request in two pieces, a full buffer of 4 KiB and the rest: two system calls, and an upstream that wakes up twice to read
/// one prompt. So a piece that ends within a body of announced length waits for the next one. Under TLS all passes as it comes.
/// </summary>
internal sealed class JoiningStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private byte[] _held = [];
    private int _heldLength;
    private long _left;

    /// <summary>Connects: what <see cref="SocketsHttpHandler.ConnectCallback"/> asks for.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            return new JoiningStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left > 0)
        {
            _left -= Math.Min(_left, buffer.Length);
            return _heldLength > 0 && !buffer.IsEmpty ? new ValueTask(SendBothAsync(buffer)) : base.WriteAsync(buffer, cancellationToken);
        }

        _left = BodyLeft(buffer.Span);
        if (_left == 0)
        {
            return base.WriteAsync(buffer, cancellationToken);
        }

        // The writer uses its buffer again as soon as this returns.
        _held = _held.Length >= buffer.Length ? _held : new byte[buffer.Length];
        buffer.CopyTo(_held);
        _heldLength = buffer.Length;
        return ValueTask.CompletedTask;
    }

    private async Task SendBothAsync(ReadOnlyMemory<byte> buffer)
    {
        var rest = MemoryMarshal.TryGetArray(buffer, out var segment) ? segment : buffer.ToArray();
        var head = new ArraySegment<byte>(_held, 0, _heldLength);
        _heldLength = 0;
        try
        {
            await Socket.SendAsync([head, rest], SocketFlags.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new IOException($"The request could not be sent: {e.Message}", e); // As every stream over a network says it.
        }
    }

    /// <summary>How much of a request's body is still to come after a piece that begins it; 0 where the piece does not say.</summary>
    private static long BodyLeft(ReadOnlySpan<byte> piece)
    {
        if (!piece.StartsWith("POST "u8))
        {
            return 0;
        }

        var end = piece.IndexOf("\r\n\r\n"u8);
        var at = end < 0 ? -1 : piece[..end].IndexOf("\r\nContent-Length: "u8);
        return at >= 0 && Utf8Parser.TryParse(piece[(at + 18)..], out long length, out _)
            ? Math.Max(0, length - (piece.Length - end - 4))
            : 0;
    }
}
