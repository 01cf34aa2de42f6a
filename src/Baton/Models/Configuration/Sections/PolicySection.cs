using Baton.Models.Configuration.Binding;
using KeyTable = Baton.Models.Configuration.Binding.KeyOf<Baton.Models.Configuration.RequestPolicyOptions>;

namespace Baton.Models.Configuration.Sections;

/// <summary><c>defaults</c>: how a request is treated. A model or a single deployment takes the same keys.</summary>
internal static class PolicySection
{
    public static IReadOnlyList<Key<RequestPolicyOptions>> Keys { get; } =
    [
        KeyTable.Value("balance", Words.Of("round_robin", "weighted", "least_busy", "latency"), (o, v) => o with { Balance = v },
            "How requests spread over a model's deployments.").Default("latency"),
        KeyTable.Value("affinity", Words.Of("none", "conversation", "user"), (o, v) => o with { Affinity = v },
            "What keeps a caller at the same deployment as long as that is healthy.").Default("none"),
        KeyTable.Value("max_concurrency", Numbers.Whole(1).OrNull(), (o, v) => o with { MaxConcurrency = v },
            "Requests at once per deployment. null: no limit.").Default("null"),
        KeyTable.Group("queue", "Requests that wait for a deployment.",
            KeyTable.Value("limit", Numbers.Whole(0), (o, v) => o with { QueueLimit = v }, "How many may wait per deployment.").Default("100"),
            KeyTable.Value("timeout", Shapes.Duration(positive: false), (o, v) => o with { QueueTimeout = v }, "How long one may wait.").Default("30s")),
        KeyTable.Value("attempts", Numbers.Whole(1, 100), (o, v) => o with { Attempts = v },
            "Upstream calls that a request may cost, over all candidates and deployments.").Default("4"),
        KeyTable.Value("request_timeout", Shapes.Duration(), (o, v) => o with { RequestTimeout = v },
            "How long a request may take, everything together.").Default("10m"),
        KeyTable.Value("first_token_timeout", Shapes.DurationOr("auto", RequestPolicyOptions.AutoFirstToken), (o, v) => o with { FirstTokenTimeout = v },
            "How long the first token may take before the next candidate is asked. auto: 5 times the slowest percent of this model's deployments, within 5s and 120s.").Default("auto"),
        KeyTable.Value("stall_timeout", Shapes.Duration(), (o, v) => o with { StallTimeout = v },
            "How long a stream may be silent between two chunks.").Default("60s"),
        KeyTable.Value("min_tokens_per_second", Numbers.Positive.OrNull(), (o, v) => o with { MinTokensPerSecond = v },
            "The least speed over the last 5 seconds. null: none.").Default("null"),
        KeyTable.Group("hedge", "Asking a second deployment as well when the first is slow.",
            KeyTable.Value("after", Shapes.Duration().OrNull(), (o, v) => o with { HedgeAfter = v }, "After which time. null: never.").Default("null"),
            KeyTable.Value("share", Numbers.Share, (o, v) => o with { HedgeShare = v }, "The most requests that may be hedged, 0 to 1.").Default("0.05")),
        KeyTable.Group("circuit", "When a deployment that fails is left alone for a while.",
            KeyTable.Value("failures", Numbers.Whole(1), (o, v) => o with { CircuitFailures = v }, "Failures within the window that open it; as many in a row open it too.").Default("5"),
            KeyTable.Value("window", Shapes.Duration(), (o, v) => o with { CircuitWindow = v }, "The window in which failures count.").Default("30s"),
            KeyTable.Value("open_for", Shapes.Duration(), (o, v) => o with { CircuitOpenFor = v }, "How long it stays open before a probe.").Default("15s")),
        KeyTable.Value("fallbacks", Shapes.Texts, (o, v) => o with { Fallbacks = v },
            "Models to go on with when this one has no deployment left, in order.").Default("[]"),
    ];

    public static Section<RequestPolicyOptions> Section { get; } = new("defaults", _ => new RequestPolicyOptions(), Keys);
}
