using System.Text;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Keys;

/// <summary>The key that a caller shows, wherever his client puts it (WIRE 43).</summary>
internal static class ShownKey
{
    /// <summary>Takes it out of the headers, so that nothing behind can forward or log it.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <returns>The key; <c>null</c> where none was shown.</returns>
    public static string? Take(IHeaderDictionary headers)
    {
        var key = Find(headers);
        headers.Remove("Authorization");
        headers.Remove("x-api-key");
        headers.Remove("api-key");
        return string.IsNullOrEmpty(key) ? null : key;
    }

    private static string? Find(IHeaderDictionary headers)
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
