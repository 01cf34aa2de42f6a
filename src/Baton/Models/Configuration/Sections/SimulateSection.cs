using Baton.Models.Configuration.Binding;
using Keys = Baton.Models.Configuration.Binding.KeyOf<Baton.Models.Configuration.SimulateOptions>;

namespace Baton.Models.Configuration.Sections;

/// <summary><c>simulate</c> of a deployment.</summary>
internal static class SimulateSection
{
    /// <summary>Quality per task type.</summary>
    public static Shape<EquatableArray<KeyValuePair<TaskType, double>>> ByTask { get; } =
        new MapShape<double, KeyValuePair<TaskType, double>>(Numbers.Share, ToTask, NameRule.OneOf(TaskTypes.Names));

    private static Shape<EquatableArray<KeyValuePair<TaskType, double>>> Everywhere { get; } =
        new SelectShape<double?, EquatableArray<KeyValuePair<TaskType, double>>>(
            Numbers.Share.OrNull(),
            (_, quality) => quality is { } q ? Enum.GetValues<TaskType>().Select(t => KeyValuePair.Create(t, q)).ToEquatableArray() : []);

    public static Section<SimulateOptions> Section { get; } = new(
        "simulate",
        _ => new SimulateOptions(),
        Keys.Value("latency_ms", Numbers.NotNegative, (o, v) => o with { LatencyMs = v }, "Milliseconds to the first token.").Default("20"),
        Keys.Value("tokens_per_second", Numbers.Positive, (o, v) => o with { TokensPerSecond = v }, "Tokens a second.").Default("200"),
        Keys.Value("quality", new SingleOrMapping<EquatableArray<KeyValuePair<TaskType, double>>>(Everywhere, ByTask), (o, v) => o with { Quality = v },
            "How often an answer is a good one, 0 to 1: one number, or one a task type.").Default("{}"),
        Keys.Value("failure_rate", Numbers.Share, (o, v) => o with { FailureRate = v }, "The share of requests that fail, 0 to 1.").Default("0"));

    private static KeyValuePair<TaskType, double> ToTask(string name, double quality) =>
        KeyValuePair.Create(TaskTypes.TryParse(name, out var task) ? task : TaskType.General, quality);
}
