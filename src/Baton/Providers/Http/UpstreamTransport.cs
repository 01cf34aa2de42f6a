using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Baton.Models;
using Baton.Telemetry;

namespace Baton.Providers.Http;

/// <summary>
/// The one way out to upstreams: a handler tuned for a proxy (no system proxy, cookies, redirects, decompression or
/// activity propagation) and without <see cref="HttpClient"/>'s own buffering and timeouts. Shared by all providers.
/// </summary>
public sealed class UpstreamTransport : IDisposable
{
    /// <summary>The most that is read of an error answer.</summary>
    private const int LongestErrorBody = 64 * 1024;

    private readonly HttpMessageInvoker _invoker;
    private readonly TimeProvider _time;

    /// <summary>Opens the way out over real sockets.</summary>
    /// <param name="time">The clock by which <c>Retry-After</c> dates are read.</param>
    public UpstreamTransport(TimeProvider time)
        : this(CreateHandler(), time)
    {
    }

    internal UpstreamTransport(HttpMessageHandler handler, TimeProvider time)
    {
        _invoker = new HttpMessageInvoker(handler);
        _time = time;
    }

    /// <summary>Sends a request and returns when the answer's headers are there and its status is one of success.</summary>
    /// <param name="deployment">Whom it is sent to, for messages.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the call; passes through as <see cref="OperationCanceledException"/>.</param>
    /// <returns>The answer, to be disposed.</returns>
    /// <exception cref="UpstreamException">Unreachable, or an error status.</exception>
    public async ValueTask<HttpResponseMessage> SendAsync(
        Deployment deployment, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        ArgumentNullException.ThrowIfNull(request);
        var ring = KeyRing.Of(deployment);
        var key = ring.Take(_time.GetTimestamp());
        if (key > 0)
        {
            UseKey(request, deployment.Provider.ApiKeys[key]);
        }

        Trace(request);
        HttpResponseMessage response;
        try
        {
            response = await _invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(deployment, request, e);
        }

        var status = (int)response.StatusCode;
        if (status is >= 200 and < 300)
        {
            ring.Worked(key);
            return response;
        }

        using (response)
        {
            var body = await ReadStartAsync(response, cancellationToken).ConfigureAwait(false);
            var retryAfter = RetryAfter(response.Headers.RetryAfter);
            var otherKeyLeft = status is 401 or 402 or 403 or 429 && ring.Failed(key, refused: status != 429, retryAfter, _time);
            throw UpstreamErrors.FromAnswer(deployment, status, body, retryAfter, otherKeyLeft);
        }
    }

    /// <summary>Tells the upstream the span of its call, where one is traced (W3C Trace Context).</summary>
    private static void Trace(HttpRequestMessage request)
    {
        if (Traces.Current is { } span)
        {
            request.Headers.TryAddWithoutValidation("traceparent", span.Id);
            if (span.TraceStateString is { Length: > 0 } state)
            {
                request.Headers.TryAddWithoutValidation("tracestate", state);
            }
        }
    }

    /// <summary>A provider writes its first key in the form of its wire; where it is another one's turn, that takes its place.</summary>
    private static void UseKey(HttpRequestMessage request, string key)
    {
        if (request.Headers.Remove("x-api-key"))
        {
            request.Headers.TryAddWithoutValidation("x-api-key", key);
        }
        else if (request.Headers.Remove("Authorization"))
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    private static SocketsHttpHandler CreateHandler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectCallback = JoiningStream.ConnectAsync,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        EnableMultipleHttp2Connections = true,
    };

    private static UpstreamException Unreachable(Deployment deployment, HttpRequestMessage request, HttpRequestException e)
    {
        var address = request.RequestUri?.GetLeftPart(UriPartial.Authority);
        var why = e.InnerException is SocketException socket ? socket.Message : e.Message;
        return new UpstreamException(ErrorCodes.UpstreamUnreachable, $"{deployment.Id} at {address} cannot be reached: {why}", e);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadStartAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestErrorBody];
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)
                    .ConfigureAwait(false);
                return buffer.AsMemory(0, length);
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return ReadOnlyMemory<byte>.Empty; // The status says enough.
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - _time.GetUtcNow() : null);
        return wait is { } known && known < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
