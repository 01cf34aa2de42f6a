using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Pipeline;

/// <summary>The key that a caller shows, wherever his client puts it (WIRE 43).</summary>
internal static class CallerKey
{
    /// <summary>A hash of the key, to tell callers apart without keeping it.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <returns>The hash; <c>null</c> where no key was shown.</returns>
    public static string? HashOf(IHeaderDictionary headers) =>
        Shown(headers) is { Length: > 0 } key ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))) : null;

    private static string? Shown(IHeaderDictionary headers)
    {
        var authorization = headers.Authorization.ToString();
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return authorization["Bearer ".Length..].Trim();
        }

        if (authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return Password(authorization["Basic ".Length..].Trim());
        }

        return headers["x-api-key"].ToString() is { Length: > 0 } key ? key : headers["api-key"].ToString();
    }

    private static string? Password(string basic)
    {
        var bytes = new byte[basic.Length];
        if (!Convert.TryFromBase64String(basic, bytes, out var length))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }
}
