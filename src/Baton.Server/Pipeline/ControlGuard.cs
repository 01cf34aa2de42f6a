using System.Net;
using Baton.Models;
using Baton.Server.Keys;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Pipeline;

/// <summary>
/// Refuses <c>/api</c> to pages of other origins and under foreign host names, unless a key is needed anyway: without keys, a page that somebody is made
/// to open must not be able to change the gateway on his machine, neither directly nor by a name that points there.
/// </summary>
internal sealed class ControlGuard(RequestDelegate next, CatalogSource catalog)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) || KeyGate.IsNeeded(catalog.Current.Options.Server))
        {
            return next(context);
        }

        if (!IsOwn(context.Request.Host.Host))
        {
            return Refuse(context, $"/api is not served under the host name '{context.Request.Host.Host}'.");
        }

        var origin = context.Request.Headers.Origin.ToString();
        return origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsOwn(uri.Host))
            ? next(context)
            : Refuse(context, $"/api is not served to pages of the origin '{origin}'.");
    }

    private static Task Refuse(HttpContext context, string why) =>
        new ErrorBody(StatusCodes.Status403Forbidden, why, "permission_error", null, "foreign_origin").WriteAsync(context, attempted: false);

    private bool IsOwn(string host)
    {
        var bare = host.Trim('[', ']');
        if (bare.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(bare, out var address) && IPAddress.IsLoopback(address)))
        {
            return true;
        }

        foreach (var url in catalog.Current.Options.Server.Urls)
        {
            if (Uri.TryCreate(url, UriKind.Absolute, out var own) && own.Host.Trim('[', ']').Equals(bare, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
