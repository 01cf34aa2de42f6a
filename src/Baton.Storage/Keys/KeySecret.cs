using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Baton.Storage.Keys;

/// <summary>
/// The secret of a key: <c>bt-</c> and 256 random bits. One round of SHA-256 is enough to keep it by: what makes slow hashes
/// needful for passwords is that people choose few of them, and of these there are 2^256 equally likely ones to try.
/// </summary>
public static class KeySecret
{
    /// <summary>What every key begins with.</summary>
    public const string Prefix = "bt-";

    private const int Bytes = 32;

    /// <summary>Makes one.</summary>
    /// <returns>The secret.</returns>
    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The hash that it is kept by.</summary>
    /// <param name="secret">The secret.</param>
    /// <returns>SHA-256 in lower-case hexadecimal digits.</returns>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
