using Baton.Models.Configuration.Binding;

namespace Baton.Models.Configuration.Sections;

/// <summary><c>cache</c>, <c>telemetry</c>, <c>residency</c>, <c>redaction</c> and an entry of <c>panels</c>.</summary>
internal static class SmallSections
{
    public static Section<CacheOptions> Cache { get; } = new(
        "cache",
        _ => new CacheOptions(),
        KeyOf<CacheOptions>.Value("enabled", Shapes.Flag, (o, v) => o with { Enabled = v }, "Whether answers are kept for equal requests.").Default("false"),
        KeyOf<CacheOptions>.Value("max_bytes", Shapes.Size, (o, v) => o with { MaxBytes = v }, "The most memory they may take.").Default("256MB"),
        KeyOf<CacheOptions>.Value("ttl", Shapes.Duration(), (o, v) => o with { Ttl = v }, "How long one is kept.").Default("1h"));

    public static Section<TelemetryOptions> Telemetry { get; } = new(
        "telemetry",
        _ => new TelemetryOptions(),
        KeyOf<TelemetryOptions>.Value("otlp", Addresses.Http.OrNothing(), (o, v) => o with { Otlp = v },
            "An OTLP address that traces and metrics are sent to: over gRPC at port 4317, else over HTTP. A change needs a restart. null: none.").Default("null"));

    public static Section<ResidencyOptions> Residency { get; } = new(
        "residency",
        _ => new ResidencyOptions(),
        KeyOf<ResidencyOptions>.Value("max_wait", Shapes.Duration(positive: false), (o, v) => o with { MaxWait = v },
            "How long a request waits at most behind requests for a model that excludes its own.").Default("10s"));

    public static Section<RedactionOptions> Redaction { get; } = new(
        "redaction",
        _ => new RedactionOptions(),
        KeyOf<RedactionOptions>.Value("secrets", Shapes.Flag, (o, v) => o with { Secrets = v },
            "Whether keys, tokens and passwords are taken out of what is stored or exported.").Default("true"),
        KeyOf<RedactionOptions>.Value("personal_data", Shapes.Flag, (o, v) => o with { PersonalData = v },
            "Whether addresses of mail, telephone numbers, accounts, cards and addresses of machines are, too.").Default("false"));

    public static Section<PanelOptions> Panel { get; } = new(
        "panel",
        name => new PanelOptions { Name = name },
        KeyOf<PanelOptions>.Value("members", Shapes.Texts, (o, v) => o with { Members = v }, "The models that it asks.").Required(),
        KeyOf<PanelOptions>.Value("kind", Words.Of("vote", "best", "mixture", "cascade"), (o, v) => o with { Kind = v },
            "How one answer is made of many.").Default("vote"));
}
