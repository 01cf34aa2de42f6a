using Baton.Models.Configuration.Binding;
using Keys = Baton.Models.Configuration.Binding.KeyOf<Baton.Models.Configuration.ServerOptions>;

namespace Baton.Models.Configuration.Sections;

/// <summary><c>server</c>.</summary>
internal static class ServerSection
{
    public static Section<ServerOptions> Section { get; } = new(
        "server",
        _ => new ServerOptions(),
        Keys.Value("urls", new ListShape<string>(Addresses.Listen), (o, v) => o with { Urls = v },
            "Where to listen. A change needs a restart.").Default("[http://127.0.0.1:7411]"),
        Keys.Value("keys", Words.Of("auto", "required", "off"), (o, v) => o with { Keys = v },
            "When callers need a key. auto: unless every url is this machine's own; off is for such urls alone.").Default("auto"),
        Keys.Value("max_body", Shapes.Size, (o, v) => o with { MaxBodyBytes = v },
            "The largest request body taken.").Default("32MB"),
        Keys.Value("shutdown_timeout", Shapes.Duration(positive: false), (o, v) => o with { ShutdownTimeout = v },
            "How long a stop waits for running requests.").Default("30s"),
        Keys.Value("keep_alive_comments", Shapes.Duration().OrNull(), (o, v) => o with { KeepAliveComments = v },
            "How often a stream that waits sends a comment, so that proxies keep the connection. null: never.").Default("null"),
        Keys.Value("cors", new ListShape<string>(Addresses.Origin), (o, v) => o with { Cors = v },
            "Origins whose pages may call /v1 from a browser.").Default("[\"*\"]"));
}
