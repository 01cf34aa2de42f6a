using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Baton.Models;

namespace Baton.Providers.Ollama;

/// <summary>Reads an answer of JSON objects, one a line, wherever the network cuts its bytes.</summary>
internal static class UpstreamLines
{
    /// <summary>The longest line that is taken.</summary>
    private const int Longest = 64 * 1024 * 1024;

    /// <summary>The lines that are not empty, each without its end; the last one may lack it. A line is valid until the next is asked for.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Deployment deployment, HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var reader = PipeReader.Create(stream);
        try
        {
            while (true)
            {
                var read = await NextAsync(deployment, reader, cancellationToken).ConfigureAwait(false);
                var rest = read.Buffer;
                while (TakeLine(ref rest, read.IsCompleted, out var line))
                {
                    if (!IsBlank(line))
                    {
                        yield return line.IsSingleSegment ? line.First : line.ToArray();
                    }
                }

                if (rest.Length > Longest)
                {
                    throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} sent a line of more than {Longest} bytes.");
                }

                reader.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted)
                {
                    yield break;
                }
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static async ValueTask<ReadResult> NextAsync(Deployment deployment, PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            throw new UpstreamException(ErrorCodes.UpstreamCut, $"{deployment.Id} broke the connection off in the middle of its answer.", e);
        }
    }

    private static bool TakeLine(ref ReadOnlySequence<byte> rest, bool last, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        line = rest;
        if (!last || rest.IsEmpty)
        {
            return false;
        }

        rest = rest.Slice(rest.End);
        return true;
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
        {
            if (part.Span.ContainsAnyExcept(" \t\r"u8))
            {
                return false;
            }
        }

        return true;
    }
}
