using Baton.Models.Configuration.Binding;
using Keys = Baton.Models.Configuration.Binding.KeyOf<Baton.Models.Configuration.ProviderOptions>;

namespace Baton.Models.Configuration.Sections;

/// <summary>An entry of <c>providers</c>.</summary>
internal static class ProviderSection
{
    public static Section<ProviderOptions> Section { get; } = new(
        "provider",
        name => new ProviderOptions { Name = name, Kind = "" },
        Keys.Value("kind", Words.Of(ProviderKinds.All), (o, v) => o with { Kind = v },
            "The wire that it speaks: openai (any compatible server), anthropic, ollama, llama-server or simulated.").Required(),
        Keys.Value("base_url", Addresses.Http.OrNothing(), (o, v) => o with { BaseUrl = v },
            "Where it is. null: the usual address of its kind.").Default("null")
            .OnlyFor(ProviderKinds.OpenAI, ProviderKinds.Anthropic, ProviderKinds.Ollama, ProviderKinds.LlamaServer),
        Keys.Value("api_key", Shapes.Secret.OrNothing(), (o, v) => o with { ApiKeys = WithoutEmpty(v is null ? [] : [v]) },
            "Its credential, best as \"${NAME}\" of the environment. Empty: none.").Default("null")
            .OnlyFor(ProviderKinds.OpenAI, ProviderKinds.Anthropic, ProviderKinds.Ollama, ProviderKinds.LlamaServer),
        Keys.Value("api_keys", new ListShape<string>(Shapes.Secret), (o, v) => o with { ApiKeys = WithoutEmpty(v) },
            "Several credentials, instead of api_key.").Default("[]")
            .OnlyFor(ProviderKinds.OpenAI, ProviderKinds.Anthropic, ProviderKinds.Ollama, ProviderKinds.LlamaServer),
        Keys.Value("locality", Words.Locality.OrNull(), (o, v) => o with { Locality = v },
            "Where its models run. null: local for llama-server, ollama and simulated, else cloud.").Default("null"),
        Keys.Value("command", Shapes.FilePath.OrNothing(), (o, v) => o with { Command = v },
            "The llama-server program that Baton starts, instead of a base_url.").Default("null").OnlyFor(ProviderKinds.LlamaServer),
        Keys.Value("args", new ListShape<string>(Shapes.AnyText), (o, v) => o with { Args = v },
            "Arguments for every process started.").Default("[]").OnlyFor(ProviderKinds.LlamaServer),
        Keys.Value("env", DeploymentSection.Env, (o, v) => o with { Env = v },
            "Environment variables for every process started.").Default("{}").OnlyFor(ProviderKinds.LlamaServer),
        Keys.Value("folder", Shapes.FilePath.OrNothing(), (o, v) => o with { Folder = v },
            "Where names of weights files are looked up. null: $BATON_MODELS, else ~/.cache/baton/models.").Default("null")
            .OnlyFor(ProviderKinds.LlamaServer),
        Keys.Value("memory_limit", Shapes.Size.OrNull(), (o, v) => o with { MemoryLimitBytes = v },
            "The most memory that its loaded models may take together. null: what the machine has.").Default("null")
            .OnlyFor(ProviderKinds.LlamaServer),
        Keys.Value("seed", Numbers.Whole(int.MinValue), (o, v) => o with { Seed = v },
            "The seed of a simulated provider's chance: the same seed, the same answers.").Default("0").OnlyFor(ProviderKinds.Simulated));

    // "${KEY:-}" is how a file stays valid on a machine without that key.
    private static EquatableArray<string> WithoutEmpty(EquatableArray<string> keys) => keys.Where(k => k.Length > 0).ToEquatableArray();
}
