using Baton.Models;
using Baton.Models.Configuration;
using Baton.Models.Configuration.Binding;

namespace Baton.Cli.Commands;

/// <summary>The command line's say over the configuration, and what must hold before the gateway opens.</summary>
internal static class ServeOptions
{
    /// <summary>Lays the command line over the configuration.</summary>
    /// <exception cref="UsageException">An address is none, or is open to others while keys are switched off.</exception>
    public static BatonOptions Apply(BatonOptions options, string? urls, string? data)
    {
        if (urls is not null)
        {
            var list = urls.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            options = options with { Server = options.Server with { Urls = list.ToEquatableArray() } };
        }

        foreach (var url in options.Server.Urls)
        {
            CheckUrl(url, options.Server.Keys);
        }

        return data is null ? options : options with { Data = data };
    }

    private static void CheckUrl(string url, string keys)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.AbsolutePath != "/")
        {
            throw new UsageException($"'{url}' is no address to listen on: it must look like http://127.0.0.1:7411.");
        }

        if (keys == "off" && !Addresses.IsLoopback(url))
        {
            throw new UsageException($"'{url}' is open to others, and server.keys is 'off': that is allowed on loopback addresses alone.");
        }
    }
}
