using Baton.Models.Configuration.Binding;
using Keys = Baton.Models.Configuration.Binding.KeyOf<Baton.Models.Configuration.SlaOptions>;

namespace Baton.Models.Configuration.Sections;

/// <summary><c>sla</c> of a model or a role.</summary>
internal static class SlaSection
{
    public static Section<SlaOptions> Section { get; } = new(
        "sla",
        _ => new SlaOptions(),
        Keys.Value("latency_p95_ms", Numbers.Positive.OrNull(), (o, v) => o with { LatencyP95Ms = v },
            "Milliseconds that 95 of 100 answers stay under.").Default("null"),
        Keys.Value("availability", Numbers.Share.OrNull(), (o, v) => o with { Availability = v },
            "The share of requests that succeed, 0 to 1.").Default("null"));
}
