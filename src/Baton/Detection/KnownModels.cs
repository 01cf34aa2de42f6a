using Baton.Models;

namespace Baton.Detection;

/// <summary>
/// Cards of well-known models, as of November 2026, each vendor's best first. Context windows, bounds and prices (US dollars
/// a million tokens, standard tier, short prompts) are those of the vendors' own model and price pages, read through public
/// copies of them; what was not found there is left unknown. Quality is a rough prior by a model's place in its vendor's
/// line, no measurement: it is replaced by what is measured.
/// </summary>
internal static class KnownModels
{
    private const string Tools = Capabilities.Tools;
    private const string Schema = Capabilities.JsonSchema;
    private const string Vision = Capabilities.Vision;
    private const string Thinks = Capabilities.Reasoning;

    private static readonly TaskType[] Hard = [TaskType.Reasoning, TaskType.Coding];
    private static readonly TaskType[] Code = [TaskType.Coding];
    private static readonly TaskType[] Light = [TaskType.Classification, TaskType.Summarization];
    private static readonly TaskType[] Wide = [TaskType.Creative, TaskType.Translation, TaskType.QuestionAnswering];

    public static IReadOnlyList<KnownModel> All { get; } =
    [
        Of("openai", "gpt-6-astra", "gpt", 1_050_000, 128_000, [Tools, Schema, Vision, Thinks], Hard, 0.95, new(10m, 50m, CacheRead: 1m)),
        Of("openai", "gpt-6-sol", "gpt", 1_050_000, 128_000, [Tools, Schema, Vision, Thinks], Hard, 0.92, new(2m, 10m, 0.20m, 2.50m)),
        Of("openai", "gpt-6-luna", "gpt", 1_050_000, 128_000, [Tools, Schema, Vision, Thinks], Light, 0.80, new(0.10m, 0.50m, 0.01m, 0.125m)),
        Of("openai", "gpt-5.6-terra", "gpt", 1_050_000, 128_000, [Tools, Schema, Vision, Thinks], Hard, 0.89, new(2m, 12m, 0.20m, 2.50m)),
        Of("openai", "gpt-5.6-luna", "gpt", 1_050_000, 128_000, [Tools, Schema, Vision, Thinks], Light, 0.78, new(0.20m, 1.20m, 0.02m, 0.25m)),
        Of("openai", "gpt-5.5", "gpt", 1_050_000, 128_000, [Tools, Schema, Vision, Thinks], Hard, 0.90, new(5m, 30m)),
        Of("openai", "gpt-5.4", "gpt", 1_050_000, 128_000, [Tools, Schema, Vision, Thinks], Hard, 0.88, new(2.50m, 15m, 0.25m)),
        Of("openai", "gpt-5.4-mini", "gpt", 400_000, 128_000, [Tools, Schema, Vision, Thinks], Code, 0.80, new(0.75m, 4.50m, 0.075m)),
        Of("openai", "gpt-4.1", "gpt", 1_047_576, 32_768, [Tools, Schema, Vision], Code, 0.80, new(2m, 8m, 0.50m)),
        Of("openai", "gpt-4o", "gpt", 128_000, 16_384, [Tools, Schema, Vision], Wide, 0.78, new(2.50m, 10m, 1.25m)),
        Of("openai", "gpt-4o-mini", "gpt", 128_000, 16_384, [Tools, Schema, Vision], Light, 0.68, new(0.15m, 0.60m, 0.075m)),

        Of("anthropic", "claude-fable-5-1", "claude", 1_000_000, 128_000, [Tools, Schema, Vision, Thinks], Hard, 0.96, new(10m, 50m)),
        Of("anthropic", "claude-opus-5-5", "claude", 1_000_000, 128_000, [Tools, Schema, Vision, Thinks], Hard, 0.95, new(4m, 20m, 0.20m, 5m)),
        Of("anthropic", "claude-sonnet-5-5", "claude", 1_000_000, 128_000, [Tools, Schema, Vision, Thinks], Code, 0.91, new(2m, 10m)),
        Of("anthropic", "claude-haiku-5-5", "claude", 1_000_000, 128_000, [Tools, Schema, Vision, Thinks], Light, 0.82, null), // "From" a price: it rises.
        Of("anthropic", "claude-opus-5", "claude", 1_000_000, 128_000, [Tools, Schema, Vision, Thinks], Hard, 0.93, new(5m, 25m, 0.50m, 6.25m)),
        Of("anthropic", "claude-sonnet-4-6", "claude", 1_000_000, 64_000, [Tools, Schema, Vision, Thinks], Code, 0.86, new(3m, 15m, 0.30m, 3.75m)),
        Of("anthropic", "claude-haiku-4-5", "claude", 200_000, 64_000, [Tools, Schema, Vision, Thinks], Light, 0.77, new(1m, 5m, 0.10m, 1.25m)),

        // The price from 2027 on; until the end of 2026 Google asks half of it.
        Of("gemini", "gemini-3.8-flash", "gemini", 1_000_000, 65_536, [Tools, Schema, Vision, Thinks], Hard, 0.86, new(1.50m, 7.50m)),
        Of("gemini", "gemini-2.5-pro", "gemini", 1_048_576, 65_536, [Tools, Schema, Vision, Thinks], Hard, 0.84, new(1.25m, 10m, 0.31m)),
        Of("gemini", "gemini-2.5-flash", "gemini", 1_048_576, 65_536, [Tools, Schema, Vision, Thinks], Wide, 0.76, new(0.30m, 2.50m, 0.075m)),
        Of("gemini", "gemini-2.5-flash-lite", "gemini", 1_048_576, 65_536, [Tools, Schema, Vision], Light, 0.68, new(0.10m, 0.40m, 0.025m)),

        Of("mistral", "mistral-medium-latest", "mistral", null, null, [Tools, Schema, Vision], Code, 0.82, new(1.50m, 7.50m, 0.15m)),
        Of("mistral", "mistral-large-2512", "mistral", null, null, [Tools, Schema, Vision], Wide, 0.80, new(0.50m, 1.50m, 0.05m)),
        Of("mistral", "mistral-small-2603", "mistral", null, null, [Tools, Schema, Vision], Light, 0.72, new(0.15m, 0.60m, 0.015m)),
        Of("mistral", "devstral-2512", "mistral", 256_000, null, [Tools, Schema], Code, 0.77, new(0.40m, 2m, 0.04m)),
        Of("mistral", "codestral-2508", "mistral", 256_000, null, [Tools, Schema], Code, 0.70, new(0.30m, 0.90m, 0.03m)),

        Of("groq", "openai/gpt-oss-120b", "gpt-oss", 131_072, 65_536, [Tools, Schema, Thinks], Hard, 0.76, null),
        Of("groq", "llama-3.3-70b-versatile", "llama", 131_072, 32_768, [Tools], Wide, 0.70, new(0.59m, 0.79m)),
        Of("groq", "llama-3.1-8b-instant", "llama", 131_072, 131_072, [Tools], Light, 0.55, new(0.05m, 0.08m)),

        Of("deepseek", "deepseek-v4-pro", "deepseek", 1_000_000, null, [Tools, Thinks], Hard, 0.87, new(0.435m, 0.87m, 0.003625m)),
        Of("deepseek", "deepseek-v4-flash", "deepseek", 1_000_000, null, [Tools, Thinks], Code, 0.80, new(0.14m, 0.28m, 0.0028m)),

        Of("xai", "grok-4.5", "grok", 500_000, null, [Tools, Schema, Vision, Thinks], Hard, 0.89, new(2m, 6m, 0.50m)),
        Of("xai", "grok-4.3", "grok", 1_000_000, null, [Tools, Schema, Vision, Thinks], Hard, 0.86, new(1.25m, 2.50m, 0.20m)),
        Of("xai", "grok-4-1-fast-reasoning", "grok", 2_000_000, null, [Tools, Schema, Vision, Thinks], Light, 0.77, new(0.20m, 0.50m, 0.05m)),
    ];

    /// <summary>A vendor's own models, the best first.</summary>
    public static IEnumerable<KnownModel> Of(string vendor) => All.Where(k => k.Vendor == vendor);

    /// <summary>The card of a model that a reseller offers under a name of its own, <c>VENDOR/MODEL</c>: without a price, which is the reseller's.</summary>
    public static ModelCard? Resold(string name)
    {
        var bare = name[(name.LastIndexOf('/') + 1)..];
        return All.FirstOrDefault(k => k.IsCalled(bare) || k.IsCalled(name)) is { } known ? known.Card with { Id = name, Price = null } : null;
    }

    private static KnownModel Of(
        string vendor, string id, string family, int? context, int? output, string[] can, TaskType[] strengths, double quality, TokenPrice? price) =>
        new(vendor, new ModelCard
        {
            Id = id,
            Family = family,
            ContextWindow = context,
            MaxOutputTokens = output,
            Capabilities = can.ToEquatableArray(),
            Strengths = strengths.ToEquatableArray(),
            Locality = Locality.Cloud,
            Quality = quality,
            Price = price,
        });
}
