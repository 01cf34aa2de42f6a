using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Pipeline;

/// <summary>Reads a request's body into one contiguous pooled buffer, bounded.</summary>
internal static class BodyReader
{
    private const int FirstGuess = 4 * 1024;

    /// <summary>Reads the whole body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">The most bytes taken.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A buffer of the shared pool, the caller's to return, and how many bytes of it are the body.</returns>
    /// <exception cref="BatonException">Too large, encoded, or no JSON by its own word.</exception>
    public static async ValueTask<(byte[] Buffer, int Length)> ReadAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        CheckKind(request);
        if (request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? FirstGuess));
        var length = 0;
        try
        {
            while (true)
            {
                var result = await request.BodyReader.ReadAsync(cancellationToken);
                var bytes = result.Buffer;
                if (length + bytes.Length > limit)
                {
                    throw TooLarge(limit);
                }

                if (length + bytes.Length > buffer.Length)
                {
                    buffer = Grow(buffer, length, (int)Math.Min(limit, Math.Max(length + bytes.Length, buffer.Length * 2L)));
                }

                bytes.CopyTo(buffer.AsSpan(length));
                length += (int)bytes.Length;
                request.BodyReader.AdvanceTo(bytes.End);
                if (result.IsCompleted)
                {
                    return (buffer, length);
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    private static void CheckKind(HttpRequest request)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            throw new UnsupportedBodyException($"The body is encoded as '{encoding}'; send it as it is.");
        }

        // A page may send forms and plain text to any address without asking first; JSON it may not.
        if (request.ContentType is { Length: > 0 } type && type != "application/json" && !type.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            throw new UnsupportedBodyException($"The body's content type is '{type}'; it must be application/json.");
        }
    }

    private static byte[] Grow(byte[] buffer, int length, int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static BatonException TooLarge(long limit) => new(
        ErrorCodes.BodyTooLarge, $"The body is larger than {limit} bytes; server.max_body of the configuration sets the limit.");
}

/// <summary>A body of a kind that is not taken: 415.</summary>
internal sealed class UnsupportedBodyException(string message) : BadHttpRequestException(message, StatusCodes.Status415UnsupportedMediaType);
