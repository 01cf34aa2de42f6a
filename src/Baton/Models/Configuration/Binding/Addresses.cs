using System.Text.Json.Nodes;

namespace Baton.Models.Configuration.Binding;

/// <summary>The shapes of addresses. They may hold a password, so no message shows one that is wrong.</summary>
internal static class Addresses
{
    /// <summary>An upstream's address.</summary>
    public static Shape<Uri> Http { get; } = new ScalarShape<Uri>(
        "an address such as https://api.example.com/v1",
        (string t, out Uri v) => ParseHttp(t, out v!),
        Schema,
        secret: true);

    /// <summary>An address to listen at: <c>http://127.0.0.1:7411</c>, <c>http://*:80</c>.</summary>
    public static Shape<string> Listen { get; } = new ScalarShape<string>("an address to listen at, such as http://127.0.0.1:7411", ParseListen, Schema);

    /// <summary>An origin of web pages, or <c>*</c>.</summary>
    public static Shape<string> Origin { get; } = new ScalarShape<string>(
        "* or an origin such as https://app.example.com", ParseOrigin, () => Shapes.Patterned(@"^\*$|^[a-z][a-z0-9+.-]*://[^/]+$"));

    /// <summary>Whether only this machine can reach an address.</summary>
    public static bool IsLoopback(string url) => TryListen(url, out var uri) && uri.IsLoopback;

    private static JsonObject Schema() => Shapes.Patterned("^https?://");

    private static string? ParseHttp(string text, out Uri? value)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out value) || value.Scheme is not ("http" or "https"))
        {
            return "it begins with http:// or https://, then a host";
        }

        return value.Host.Length == 0 ? "a host is missing" : null;
    }

    private static string? ParseListen(string text, out string value)
    {
        value = text;
        if (!TryListen(text, out var uri))
        {
            return "it begins with http:// or https://, then a host and a port";
        }

        return uri.PathAndQuery == "/" ? null : "it takes no path";
    }

    private static bool TryListen(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Uri? uri)
    {
        // Kestrel takes * and + for every interface; neither is a host to Uri.
        var host = text.Replace("://*", "://every.invalid", StringComparison.Ordinal).Replace("://+", "://every.invalid", StringComparison.Ordinal);
        return Uri.TryCreate(host, UriKind.Absolute, out uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0;
    }

    private static string? ParseOrigin(string text, out string value)
    {
        value = text;
        return text == "*" || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.PathAndQuery is "/" or "" && !text.EndsWith('/'))
            ? null
            : "an origin is a scheme, a host and perhaps a port, without a path";
    }
}
