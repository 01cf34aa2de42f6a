using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Baton.Load.Machine;

namespace Baton.Load.Driving;

/// <summary>A kept-alive connection that reads no more of an answer than it must to know its end.</summary>
internal sealed class Connection : IDisposable
{
    private static readonly byte[] LastChunk = "\r\n0\r\n\r\n"u8.ToArray();

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];

    private Connection()
    {
    }

    public static async Task<Connection> OpenAsync(int port, CancellationToken cancellationToken)
    {
        var connection = new Connection();
        await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
        return connection;
    }

    /// <summary>Sends a request and reads its answer to the end.</summary>
    /// <returns>The timestamp at which the answer began.</returns>
    /// <exception cref="LoadException">The answer is no 200, or was cut.</exception>
    public async ValueTask<long> AskAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        var (length, head) = await BeginAsync(request, cancellationToken);
        var began = Stopwatch.GetTimestamp();
        await EndAsync(length, head, cancellationToken);
        return began;
    }

    /// <summary>Sends a request and reads the beginning of its answer.</summary>
    /// <returns>How much came, and where its head ends.</returns>
    /// <exception cref="LoadException">The answer is no 200.</exception>
    public async ValueTask<(int Length, int Head)> BeginAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await _socket.SendAsync(request, cancellationToken);
        var length = 0;
        int head;
        do
        {
            length += await ReceiveAsync(length, cancellationToken);
            head = _buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
        }
        while (head < 0);

        if (!_buffer.AsSpan(0, length).StartsWith("HTTP/1.1 200"u8))
        {
            throw new LoadException($"It answered: {Encoding.UTF8.GetString(_buffer, 0, Math.Min(length, 600))}");
        }

        return (length, head);
    }

    private async ValueTask EndAsync(int length, int head, CancellationToken cancellationToken)
    {
        var body = head + 4;
        if (ContentLength(_buffer.AsSpan(0, head)) is { } known)
        {
            for (var left = known - (length - body); left > 0;)
            {
                left -= await ReceiveAsync(0, cancellationToken);
            }

            return;
        }

        while (!_buffer.AsSpan(0, length).EndsWith(LastChunk))
        {
            // The last bytes stay: the end may come in two pieces.
            var tail = Math.Min(length, LastChunk.Length);
            _buffer.AsSpan(length - tail, tail).CopyTo(_buffer);
            length = tail + await ReceiveAsync(tail, cancellationToken);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask<int> ReceiveAsync(int at, CancellationToken cancellationToken)
    {
        var read = await _socket.ReceiveAsync(_buffer.AsMemory(at), cancellationToken);
        return read > 0 ? read : throw new LoadException("It closed the connection before the answer was whole.");
    }

    private static int? ContentLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(head[(at + 16)..], out int length, out _) ? length : null;
    }
}
