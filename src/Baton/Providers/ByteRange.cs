namespace Baton.Providers;

/// <summary>A stretch of the request's bytes.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">How many.</param>
internal readonly record struct ByteRange(int Start, int Length)
{
    public bool IsEmpty => Length == 0;

    public int End => Start + Length;
}
