using Baton.Models;
using Baton.Models.Configuration;
using Baton.Models.Configuration.Binding;
using Baton.Storage.Keys;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Keys;

/// <summary>Asks for a key where one is needed, and finds out whose it is where one is shown (WIRE 42, 43).</summary>
internal sealed class KeyGate(RequestDelegate next, CatalogSource catalog, KeyBook keys, KeyRates rates)
{
    private Need _need = new(catalog.Current.Options.Server);

    /// <summary>Whether callers need a key. Open addresses need one whatever a reload says, since a start refuses <c>off</c> there.</summary>
    public static bool IsNeeded(ServerOptions server) => server.Keys == "required" || !server.Urls.All(Addresses.IsLoopback);

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        var shown = ShownKey.Take(context.Request.Headers);
        if (path.Equals("/healthz", StringComparison.Ordinal) || path.Equals("/readyz", StringComparison.Ordinal)
            || HttpMethods.IsOptions(context.Request.Method))
        {
            return next(context);
        }

        var isOurs = shown?.StartsWith(KeySecret.Prefix, StringComparison.Ordinal) == true;
        var needed = NeedOf(catalog.Current.Options.Server).Is;
        var key = isOurs ? keys.Find(shown!) : null;
        if (key is null && (needed || isOurs))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            throw new BatonException(ErrorCodes.InvalidApiKey, WhyNot(shown, isOurs));
        }

        if (shown is not null)
        {
            context.Features.Set(new Caller(shown, key));
        }

        if (key is not null)
        {
            Check(key, path, context.Request.Method);
        }

        return next(context);
    }

    /// <summary>Addresses are parsed once a configuration, not once a request.</summary>
    private Need NeedOf(ServerOptions server) => ReferenceEquals(_need.Server, server) ? _need : _need = new Need(server);

    private void Check(ApiKey key, PathString path, string method)
    {
        if (!path.StartsWithSegments("/v1", StringComparison.Ordinal))
        {
            if (!key.Admin)
            {
                throw new BatonException(
                    ErrorCodes.PermissionDenied, $"The key '{key.Name}' opens /v1 alone; {path} needs one that was made with --admin.");
            }
        }
        else if (HttpMethods.IsPost(method) && rates.WaitFor(key) is { } wait)
        {
            throw new BatonException(
                ErrorCodes.RateLimited, $"The key '{key.Name}' may send {key.RequestsPerMinute} requests a minute, and has.")
            { RetryAfter = wait };
        }
    }

    private static string WhyNot(string? shown, bool isOurs) => (shown, isOurs) switch
    {
        (null, _) => "This gateway needs a key: send it as 'Authorization: Bearer bt-…' or as 'x-api-key'.",
        (_, true) => "The key is unknown or was revoked.",
        _ => "That is no key of this gateway: they begin with 'bt-'.",
    };

    private sealed class Need(ServerOptions server)
    {
        public ServerOptions Server { get; } = server;

        public bool Is { get; } = IsNeeded(server);
    }
}
