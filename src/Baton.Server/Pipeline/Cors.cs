using Baton.Models;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Pipeline;

/// <summary>
/// Lets pages of other origins call <c>/v1</c> (WIRE 42). Credentials are never allowed, so that no page can use what a
/// browser holds; the framework's own middleware cannot reflect the asked-for headers, which SDKs make up as they go.
/// </summary>
internal sealed class Cors(RequestDelegate next, CatalogSource catalog)
{
    public Task InvokeAsync(HttpContext context)
    {
        var origin = context.Request.Headers.Origin;
        if (origin.Count == 0 || !context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
        {
            return next(context);
        }

        var headers = context.Response.Headers;
        if (AllowedOrigin(origin.ToString()) is not { } allowed)
        {
            return next(context);
        }

        headers.AccessControlAllowOrigin = allowed;
        headers.AccessControlExposeHeaders = AnswerHeaders.Exposed;
        if (allowed != "*")
        {
            headers.Vary = "Origin";
        }

        if (!HttpMethods.IsOptions(context.Request.Method) || context.Request.Headers.AccessControlRequestMethod.Count == 0)
        {
            return next(context);
        }

        headers.AccessControlAllowMethods = "GET, POST, PUT, DELETE, OPTIONS";
        headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = "86400";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private string? AllowedOrigin(string origin)
    {
        foreach (var known in catalog.Current.Options.Server.Cors)
        {
            if (known == "*" || string.Equals(known.TrimEnd('/'), origin, StringComparison.OrdinalIgnoreCase))
            {
                return known == "*" ? "*" : origin;
            }
        }

        return null;
    }
}
