using Microsoft.AspNetCore.Http;

namespace Baton.Server.Pipeline;

/// <summary>Gives every answer an id and echoes the client's own (WIRE 41).</summary>
internal static class RequestIds
{
    private const int LongestEcho = 512;

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers["x-request-id"] = $"req_{Guid.NewGuid():N}";
        if (context.Request.Headers.TryGetValue("X-Client-Request-Id", out var own)
            && own.ToString() is { Length: > 0 and <= LongestEcho } text && text.All(c => c is >= ' ' and <= '~'))
        {
            headers["X-Client-Request-Id"] = text;
        }

        return next(context);
    }
}
