using Baton.Models;

namespace Baton.Detection;

/// <summary>A vendor whose key stands in an environment variable, by the vendors' own names.</summary>
/// <param name="Name">The provider's name.</param>
/// <param name="Kind">Its wire.</param>
/// <param name="KeyVariables">Where a key may stand, the first one set counts.</param>
/// <param name="BaseUrl">Its address; <c>null</c>: the kind's usual one.</param>
internal sealed record Vendor(string Name, string Kind, EquatableArray<string> KeyVariables, string? BaseUrl)
{
    /// <summary>The variable that sends its programs to another address, if it has one.</summary>
    public string? BaseUrlVariable { get; init; }

    public static IReadOnlyList<Vendor> All { get; } =
    [
        new("openai", ProviderKinds.OpenAI, ["OPENAI_API_KEY"], null) { BaseUrlVariable = "OPENAI_BASE_URL" },
        new("anthropic", ProviderKinds.Anthropic, ["ANTHROPIC_API_KEY"], null) { BaseUrlVariable = "ANTHROPIC_BASE_URL" },
        new("gemini", ProviderKinds.OpenAI, ["GEMINI_API_KEY", "GOOGLE_API_KEY"], "https://generativelanguage.googleapis.com/v1beta/openai"),
        new("mistral", ProviderKinds.OpenAI, ["MISTRAL_API_KEY"], "https://api.mistral.ai/v1"),
        new("groq", ProviderKinds.OpenAI, ["GROQ_API_KEY"], "https://api.groq.com/openai/v1"),
        new("deepseek", ProviderKinds.OpenAI, ["DEEPSEEK_API_KEY"], "https://api.deepseek.com/v1"),
        new("xai", ProviderKinds.OpenAI, ["XAI_API_KEY"], "https://api.x.ai/v1"),
        new("together", ProviderKinds.OpenAI, ["TOGETHER_API_KEY"], "https://api.together.xyz/v1"),
        new("fireworks", ProviderKinds.OpenAI, ["FIREWORKS_API_KEY"], "https://api.fireworks.ai/inference/v1"),
        new("cerebras", ProviderKinds.OpenAI, ["CEREBRAS_API_KEY"], "https://api.cerebras.ai/v1"),
        new("openrouter", ProviderKinds.OpenAI, ["OPENROUTER_API_KEY"], "https://openrouter.ai/api/v1"),
    ];
}
