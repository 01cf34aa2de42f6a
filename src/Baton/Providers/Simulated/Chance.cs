using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Baton.Providers.Simulated;

/// <summary>
/// Chance without state: each draw is the SHA-256 of a key and the draw's name, so the same request meets the same luck
/// in every process, however many others ran before it. (A counter of requests would make answers depend on their order.)
/// </summary>
/// <param name="key">What the draws hang on: provider seed, model and request.</param>
internal sealed class Chance(string key)
{
    /// <summary>A number from 0 up to but not including 1.</summary>
    public double Share(string draw) => (Bits(draw) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 to <paramref name="count"/> − 1.</summary>
    public int Below(string draw, int count) => (int)(Bits(draw) % (ulong)count);

    /// <summary>One of several.</summary>
    public T Pick<T>(string draw, params ReadOnlySpan<T> choices) => choices[Below(draw, choices.Length)];

    /// <summary>Sixteen hexadecimal digits.</summary>
    public string Name(string draw) => Bits(draw).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    private ulong Bits(string draw)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{key}\u0001{draw}"), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
