using Baton.Models;

namespace Baton.Providers.Http;

/// <summary>Reads a whole answer.</summary>
internal static class UpstreamBody
{
    /// <summary>The largest answer that is taken.</summary>
    private const int Largest = 256 * 1024 * 1024;

    /// <summary>Reads the body to its end.</summary>
    /// <param name="deployment">Who answers, for messages.</param>
    /// <param name="response">The answer, its headers read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The bytes, the caller's own.</returns>
    /// <exception cref="UpstreamException">The body was cut or is too large.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        Deployment deployment, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var known = response.Content.Headers.ContentLength;
        if (known > Largest)
        {
            throw TooLarge(deployment);
        }

        var buffer = new byte[known ?? 8 * 1024];
        var length = 0;
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                while (known is null || length < known)
                {
                    if (length == buffer.Length)
                    {
                        Array.Resize(ref buffer, length < Largest ? buffer.Length * 2 : throw TooLarge(deployment));
                    }

                    var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                    if (read == 0)
                    {
                        break;
                    }

                    length += read;
                }
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            throw new UpstreamException(ErrorCodes.UpstreamCut, $"{deployment.Id} ended its answer before it was whole.", e);
        }

        return buffer.AsMemory(0, length);
    }

    private static UpstreamException TooLarge(Deployment deployment) =>
        new(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} sent an answer of more than {Largest} bytes.");
}
