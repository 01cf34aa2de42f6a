using Microsoft.AspNetCore.Http;

namespace Baton.Server.Pipeline;

/// <summary>Takes paths with and without <c>/v1</c>, with a trailing slash, and with <c>/v1/v1</c> (WIRE 44).</summary>
internal static class Paths
{
    private static readonly string[] OfV1 =
        ["/chat/", "/models", "/completions", "/embeddings", "/messages", "/responses", "/audio/", "/images/", "/rerank", "/moderations"];

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "/";
        var normal = Normalise(path);
        if (!ReferenceEquals(normal, path))
        {
            context.Request.Path = normal;
        }

        return next(context);
    }

    /// <summary>The path that the endpoints are mapped to; the same object where nothing had to change.</summary>
    public static string Normalise(string path)
    {
        if (path.Length > 1 && path[^1] == '/')
        {
            path = path.TrimEnd('/');
            path = path.Length == 0 ? "/" : path;
        }

        while (path.StartsWith("/v1/v1/", StringComparison.Ordinal))
        {
            path = path[3..];
        }

        if (path.StartsWith("/v1/", StringComparison.Ordinal) || path.StartsWith("/api/", StringComparison.Ordinal))
        {
            return path;
        }

        foreach (var start in OfV1)
        {
            if (path.StartsWith(start, StringComparison.Ordinal))
            {
                return "/v1" + path;
            }
        }

        return path;
    }
}
