using System.Net;
using System.Net.Sockets;
using System.Text;
using Baton.Providers.Http;

namespace Baton.Tests.Providers.Http;

/// <summary>What leaves on a connection to an upstream, and when.</summary>
public sealed class JoiningStreamTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public JoiningStreamTests() => _listener.Start();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_head_waits_for_the_rest_of_its_body()
    {
        var (stream, upstream) = await ConnectAsync();
        await stream.WriteAsync("POST /v1 HTTP/1.1\r\nContent-Length: 6\r\n\r\nabc"u8.ToArray(), Cancellation);
        upstream.Available.ShouldBe(0);
        await stream.WriteAsync("def"u8.ToArray(), Cancellation);
        (await ReadAsync(upstream, 46)).ShouldEndWith("\r\n\r\nabcdef");
    }

    [Theory]
    [InlineData("POST /v1 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")] // Whole.
    [InlineData("POST /v1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")] // Of unknown length.
    [InlineData("POST /v1 HTTP/1.1\r\nContent-Length: 99\r\nX-Long: a head that goes on in the next pie")]
    [InlineData("GET /v1/models HTTP/1.1\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001 what TLS makes of a request")]
    public async Task All_else_leaves_at_once(string piece)
    {
        var (stream, upstream) = await ConnectAsync();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(piece), Cancellation);
        (await ReadAsync(upstream, piece.Length)).ShouldBe(piece);
    }

    [Fact]
    public async Task Requests_of_every_length_arrive_whole_one_after_another_on_one_connection()
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = JoiningStream.ConnectAsync, MaxConnectionsPerServer = 1 };
        using var client = new HttpClient(handler);
        var address = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";
        var serving = EchoAsync();
        int[] lengths = [0, 1, 3_000, .. Enumerable.Range(3_900, 120), 4_096, 8_192, 40_000, 2_000_000, 5];
        foreach (var length in lengths)
        {
            var body = string.Create(length, length, static (span, seed) => new Random(seed).GetItems("abcdefgh".AsSpan(), span));
            using var answer = await client.PostAsync(address, new StringContent(body), Cancellation);
            (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBe(body);
        }

        client.Dispose();
        (await serving).ShouldBe(lengths.Length);
    }

    private async Task<(Stream Stream, Socket Upstream)> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_listener.LocalEndpoint, Cancellation);
        return (new JoiningStream(socket), await _listener.AcceptSocketAsync(Cancellation));
    }

    private static async Task<string> ReadAsync(Socket socket, int length)
    {
        var buffer = new byte[length];
        using var stream = new NetworkStream(socket);
        await stream.ReadExactlyAsync(buffer, Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Cancellation);
        return Encoding.Latin1.GetString(buffer);
    }

    /// <summary>Answers each request of one connection with its own body.</summary>
    private async Task<int> EchoAsync()
    {
        using var socket = await _listener.AcceptSocketAsync(Cancellation);
        using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        for (var served = 0; ; served++)
        {
            var length = 0;
            for (var line = await reader.ReadLineAsync(Cancellation); line != ""; line = await reader.ReadLineAsync(Cancellation))
            {
                if (line is null)
                {
                    return served;
                }

                length = line.StartsWith("Content-Length: ", StringComparison.Ordinal) ? int.Parse(line[16..], null) : length;
            }

            var body = new char[length];
            _ = length > 0 ? await reader.ReadBlockAsync(body, Cancellation) : 0;
            await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{new string(body)}"), Cancellation);
        }
    }
}
