namespace Baton.Providers.OpenAI.Streaming;

/// <summary>One server-sent event found in a stretch of bytes.</summary>
/// <param name="End">The first byte after its blank line.</param>
/// <param name="Data">Its data where they stand on one line.</param>
/// <param name="Joined">Its data where they came on several lines, joined; else <c>null</c>.</param>
/// <param name="Canonical">Whether it stands there as <c>data: …\n\n</c> and nothing else (WIRE 2, 5).</param>
internal readonly record struct SseFrame(int End, ByteRange Data, byte[]? Joined, bool Canonical)
{
    /// <summary>Looks for a complete event.</summary>
    /// <param name="bytes">The stretch.</param>
    /// <param name="start">Where the event begins.</param>
    /// <param name="frame">The event.</param>
    /// <returns>Whether a whole one is there.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, int start, out SseFrame frame)
    {
        var data = default(ByteRange);
        byte[]? joined = null;
        var canonical = true;
        var at = start;
        while (true)
        {
            var length = bytes[at..].IndexOf((byte)'\n');
            if (length < 0)
            {
                frame = default;
                return false;
            }

            var line = bytes.Slice(at, length);
            if (!line.IsEmpty && line[^1] == (byte)'\r')
            {
                line = line[..^1];
                canonical = false;
            }

            var next = at + length + 1;
            if (line.IsEmpty)
            {
                frame = new SseFrame(next, data, joined, canonical && !data.IsEmpty);
                return true;
            }

            if (line.StartsWith("data:"u8))
            {
                var skip = line.Length > 5 && line[5] == (byte)' ' ? 6 : 5;
                var value = new ByteRange(at + skip, line.Length - skip);
                canonical &= skip == 6 && at == start && data.IsEmpty;
                joined = data.IsEmpty && joined is null ? null : Join(joined ?? bytes.Slice(data.Start, data.Length).ToArray(), bytes.Slice(value.Start, value.Length));
                data = value;
            }
            else
            {
                canonical = false; // A comment, or an event:, id: or retry: line, which no client of this wire needs.
            }

            at = next;
        }
    }

    private static byte[] Join(byte[] first, ReadOnlySpan<byte> second) => [.. first, (byte)'\n', .. second];
}
