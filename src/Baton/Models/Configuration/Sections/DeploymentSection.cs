using Baton.Models.Configuration.Binding;
using Keys = Baton.Models.Configuration.Binding.KeyOf<Baton.Models.Configuration.DeploymentOptions>;

namespace Baton.Models.Configuration.Sections;

/// <summary>An entry of a model's <c>deployments</c>; the same keys stand beside the model's own in its short form.</summary>
internal static class DeploymentSection
{
    /// <summary>Environment variables for a process.</summary>
    public static Shape<EquatableArray<KeyValuePair<string, string>>> Env { get; } =
        new MapShape<string, KeyValuePair<string, string>>(Shapes.Secret, KeyValuePair.Create, NameRule.Any);

    /// <summary>Keys that a model's short form takes too.</summary>
    public static IReadOnlyList<Key<DeploymentOptions>> Shared { get; } =
    [
        Keys.Value("model", Shapes.Text.OrNothing(), (o, v) => o with { Model = v },
            "The model's name there. null: its id.").Default("null"),
        Keys.Value("weight", Numbers.NotNegative, (o, v) => o with { Weight = v },
            "Its share under weighted balancing, against its siblings'.").Default("1"),
        Keys.Value("simulate", SimulateSection.Section.OrNothing(), (o, v) => o with { Simulate = v },
            "How a simulated model behaves.").OnlyFor(ProviderKinds.Simulated),
        Keys.Value("file", Shapes.FilePath.OrNothing(), (o, v) => o with { File = v },
            "The weights file: a path, or a name in the provider's folder.").Default("null").OnlyFor(ProviderKinds.LlamaServer),
        Keys.Value("slots", Numbers.Whole(1).OrNull(), (o, v) => o with { Slots = v },
            "Requests that the process serves at once. null: the program's own default.").Default("null").OnlyFor(ProviderKinds.LlamaServer),
        Keys.Value("args", new ListShape<string>(Shapes.AnyText), (o, v) => o with { Args = v },
            "Arguments for this model's process, after the provider's.").Default("[]").OnlyFor(ProviderKinds.LlamaServer),
        Keys.Value("env", Env, (o, v) => o with { Env = v },
            "Environment variables for this model's process, over the provider's.").Default("{}").OnlyFor(ProviderKinds.LlamaServer),
        Keys.Value("embeddings", Shapes.Flag, (o, v) => o with { Embeddings = v },
            "Whether the process is started to turn text into vectors.").Default("false").OnlyFor(ProviderKinds.LlamaServer),
        Keys.Value("priority", Numbers.Whole(int.MinValue), (o, v) => o with { Priority = v },
            "When memory is short, a model of a higher priority stays longer.").Default("0").OnlyFor(ProviderKinds.LlamaServer),
        Keys.Value("pin", Shapes.Flag, (o, v) => o with { Pin = v },
            "Whether it is never unloaded, neither to make room nor because nobody asks it.").Default("false").OnlyFor(ProviderKinds.LlamaServer, ProviderKinds.Ollama),
        Keys.Value("preload", Shapes.Flag, (o, v) => o with { Preload = v },
            "Whether it is loaded at start.").Default("false").OnlyFor(ProviderKinds.LlamaServer, ProviderKinds.Ollama),
        Keys.Value("keep_alive", Shapes.Duration(positive: false), (o, v) => o with { KeepAlive = v },
            "How long it stays loaded after its last request; with Ollama its own default where nothing is said.").Default("10m").OnlyFor(ProviderKinds.LlamaServer, ProviderKinds.Ollama),
    ];

    public static Section<DeploymentOptions> Section { get; } = new(
        "deployment",
        _ => new DeploymentOptions { Provider = "" },
        [
            Keys.Value("provider", Shapes.Text, (o, v) => o with { Provider = v }, "The provider's name.").Required(),
            .. Shared,
            Keys.Value("context_window", Numbers.Whole(1).OrNull(), (o, v) => o with { ContextWindow = v },
                "The context window here, where it is smaller than the model's.").Default("null"),
            .. KeyOf<DeploymentOptions>.Lift(PolicySection.Keys, o => o.Policy, (o, v) => o with { Policy = v }),
        ]);
}
