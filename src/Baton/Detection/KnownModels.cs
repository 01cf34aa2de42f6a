using Baton.Models;
using Baton.Models.Prices;

namespace Baton.Detection;

/// <summary>
/// Cards of well-known models, as of November 2026, each vendor's best first. Context windows and bounds are those of the vendors'
/// own model pages, read through public copies of them; prices come from <see cref="PriceTable"/>; what was not found is left
/// unknown. Quality is a rough prior by a model's place in its vendor's line, no measurement: it is replaced by what is measured.
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
        Of("openai", "gpt-6-astra", "gpt", 1_050_000, 128_000, [Tools, Schema, Vision, Thinks], Hard, 0.95),
        Of("openai", "gpt-6-sol", "gpt", 1_050_000, 128_000, [Tools, Schema, Vision, Thinks], Hard, 0.92),
        Of("openai", "gpt-6-luna", "gpt", 1_050_000, 128_000, [Tools, Schema, Vision, Thinks], Light, 0.80),
        Of("openai", "gpt-5.6-terra", "gpt", 1_050_000, 128_000, [Tools, Schema, Vision, Thinks], Hard, 0.89),
        Of("openai", "gpt-5.6-luna", "gpt", 1_050_000, 128_000, [Tools, Schema, Vision, Thinks], Light, 0.78),
        Of("openai", "gpt-5.5", "gpt", 1_050_000, 128_000, [Tools, Schema, Vision, Thinks], Hard, 0.90),
        Of("openai", "gpt-5.4", "gpt", 1_050_000, 128_000, [Tools, Schema, Vision, Thinks], Hard, 0.88),
        Of("openai", "gpt-5.4-mini", "gpt", 400_000, 128_000, [Tools, Schema, Vision, Thinks], Code, 0.80),
        Of("openai", "gpt-4.1", "gpt", 1_047_576, 32_768, [Tools, Schema, Vision], Code, 0.80),
        Of("openai", "gpt-4o", "gpt", 128_000, 16_384, [Tools, Schema, Vision], Wide, 0.78),
        Of("openai", "gpt-4o-mini", "gpt", 128_000, 16_384, [Tools, Schema, Vision], Light, 0.68),

        Of("anthropic", "claude-fable-5-1", "claude", 1_000_000, 128_000, [Tools, Schema, Vision, Thinks], Hard, 0.96),
        Of("anthropic", "claude-opus-5-5", "claude", 1_000_000, 128_000, [Tools, Schema, Vision, Thinks], Hard, 0.95),
        Of("anthropic", "claude-sonnet-5-5", "claude", 1_000_000, 128_000, [Tools, Schema, Vision, Thinks], Code, 0.91),
        Of("anthropic", "claude-haiku-5-5", "claude", 1_000_000, 128_000, [Tools, Schema, Vision, Thinks], Light, 0.82),
        Of("anthropic", "claude-opus-5", "claude", 1_000_000, 128_000, [Tools, Schema, Vision, Thinks], Hard, 0.93),
        Of("anthropic", "claude-sonnet-4-6", "claude", 1_000_000, 64_000, [Tools, Schema, Vision, Thinks], Code, 0.86),
        Of("anthropic", "claude-haiku-4-5", "claude", 200_000, 64_000, [Tools, Schema, Vision, Thinks], Light, 0.77),

        Of("gemini", "gemini-3.8-flash", "gemini", 1_000_000, 65_536, [Tools, Schema, Vision, Thinks], Hard, 0.86),
        Of("gemini", "gemini-2.5-pro", "gemini", 1_048_576, 65_536, [Tools, Schema, Vision, Thinks], Hard, 0.84),
        Of("gemini", "gemini-2.5-flash", "gemini", 1_048_576, 65_536, [Tools, Schema, Vision, Thinks], Wide, 0.76),
        Of("gemini", "gemini-2.5-flash-lite", "gemini", 1_048_576, 65_536, [Tools, Schema, Vision], Light, 0.68),

        Of("mistral", "mistral-medium-latest", "mistral", null, null, [Tools, Schema, Vision], Code, 0.82),
        Of("mistral", "mistral-large-2512", "mistral", null, null, [Tools, Schema, Vision], Wide, 0.80),
        Of("mistral", "mistral-small-2603", "mistral", null, null, [Tools, Schema, Vision], Light, 0.72),
        Of("mistral", "devstral-2512", "mistral", 256_000, null, [Tools, Schema], Code, 0.77),
        Of("mistral", "codestral-2508", "mistral", 256_000, null, [Tools, Schema], Code, 0.70),

        Of("groq", "openai/gpt-oss-120b", "gpt-oss", 131_072, 65_536, [Tools, Schema, Thinks], Hard, 0.76),
        Of("groq", "llama-3.3-70b-versatile", "llama", 131_072, 32_768, [Tools], Wide, 0.70),
        Of("groq", "llama-3.1-8b-instant", "llama", 131_072, 131_072, [Tools], Light, 0.55),

        Of("deepseek", "deepseek-v4-pro", "deepseek", 1_000_000, null, [Tools, Thinks], Hard, 0.87),
        Of("deepseek", "deepseek-v4-flash", "deepseek", 1_000_000, null, [Tools, Thinks], Code, 0.80),

        Of("xai", "grok-4.5", "grok", 500_000, null, [Tools, Schema, Vision, Thinks], Hard, 0.89),
        Of("xai", "grok-4.3", "grok", 1_000_000, null, [Tools, Schema, Vision, Thinks], Hard, 0.86),
        Of("xai", "grok-4-1-fast-reasoning", "grok", 2_000_000, null, [Tools, Schema, Vision, Thinks], Light, 0.77),
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
        string vendor, string id, string family, int? context, int? output, string[] can, TaskType[] strengths, double quality) =>
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
            Price = PriceTable.Shipped.Find(vendor, id)?.Price,
            PriceAsOf = PriceTable.Shipped.Find(vendor, id)?.AsOf,
        });
}
