using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Pipeline;

/// <summary>Gives every answer an id and echoes the client's own (WIRE 41).</summary>
internal static class RequestIds
{
    private const int LongestEcho = 512;

    /// <summary>This process's own half of every id, so that ids of two gateways never meet.</summary>
    private static readonly string Process = $"req_{Guid.NewGuid():N}"[..20];

    private static long _last;

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers["x-request-id"] = Next();
        if (context.Request.Headers.TryGetValue("X-Client-Request-Id", out var own)
            && own.ToString() is { Length: > 0 and <= LongestEcho } text && text.All(c => c is >= ' ' and <= '~'))
        {
            headers["X-Client-Request-Id"] = text;
        }

        return next(context);
    }

    /// <summary>An id is unique, not secret: a counter costs no system call for chance.</summary>
    private static string Next() => string.Create(CultureInfo.InvariantCulture, $"{Process}{Interlocked.Increment(ref _last):x16}");
}
