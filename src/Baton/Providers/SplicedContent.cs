using System.Net;

namespace Baton.Providers;

/// <summary>A stretch and what stands there instead.</summary>
internal readonly record struct ByteEdit(ByteRange Range, byte[] Replacement);

/// <summary>A request's bytes that may lie in a pooled buffer: who uses them says so, and gives them up.</summary>
internal interface IHeldBody
{
    /// <summary>The bytes.</summary>
    ReadOnlyMemory<byte> Body { get; }

    /// <summary>Counts another use. Only a holder of a use may call it.</summary>
    void Hold();

    /// <summary>Gives up a use; the last one returns the buffer.</summary>
    void Release();
}

/// <summary>A body with a few stretches replaced; nothing of it is copied. It holds a use of the bytes until it is disposed and written.</summary>
internal sealed class SplicedContent : HttpContent
{
    private readonly IHeldBody _held;
    private readonly ByteEdit[] _edits;
    private readonly long _length;
    private bool _released;

    /// <summary>Makes the content.</summary>
    /// <param name="held">The bytes.</param>
    /// <param name="edits">What is replaced, in order.</param>
    public SplicedContent(IHeldBody held, ByteEdit[] edits)
    {
        _held = held;
        _edits = edits;
        _length = held.Body.Length;
        foreach (var edit in edits)
        {
            _length += edit.Replacement.Length - edit.Range.Length;
        }

        held.Hold();
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // An upstream may answer before it has read everything: this write then outlasts the call.
        _held.Hold();
        try
        {
            var body = _held.Body;
            var at = 0;
            foreach (var edit in _edits)
            {
                await stream.WriteAsync(body[at..edit.Range.Start], cancellationToken).ConfigureAwait(false);
                await stream.WriteAsync(edit.Replacement, cancellationToken).ConfigureAwait(false);
                at = edit.Range.End;
            }

            await stream.WriteAsync(body[at..], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _held.Release();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_released)
        {
            _released = true;
            _held.Release();
        }

        base.Dispose(disposing);
    }
}
