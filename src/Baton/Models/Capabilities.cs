using System.Collections.Immutable;

namespace Baton.Models;

/// <summary>Names of what a model may be able to do.</summary>
public static class Capabilities
{
    /// <summary>Calls functions.</summary>
    public const string Tools = "tools";

    /// <summary>Answers in a given JSON schema.</summary>
    public const string JsonSchema = "json_schema";

    /// <summary>Takes images.</summary>
    public const string Vision = "vision";

    /// <summary>Takes or gives sound.</summary>
    public const string Audio = "audio";

    /// <summary>Thinks before it answers.</summary>
    public const string Reasoning = "reasoning";

    /// <summary>Turns text into vectors.</summary>
    public const string Embeddings = "embeddings";

    /// <summary>Every known name; others are taken with a warning.</summary>
    public static ImmutableArray<string> All { get; } =
        [Tools, JsonSchema, Vision, Audio, Reasoning, Embeddings];
}
