using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace Baton.Providers;

/// <summary>
/// Thoughts between two turns. They go back unmodified to the model that had them and to no other (WIRE 54), so each
/// carries whose it is and of which kind. A signature alone marks one that came by way of another program.
/// </summary>
internal static class Thoughts
{
    /// <summary>
    /// How a signature begins that stands for one: clients of Anthropic's wire hand thoughts back with it, and it says whose
    /// they are where their model signs none.
    /// </summary>
    private const string OwnSignature = "baton:";

    private const string ModelKey = "baton.thought.model";
    private const string RedactedKey = "baton.thought.redacted";

    /// <summary><see cref="OwnSignature"/> in bytes.</summary>
    public static ReadOnlySpan<byte> Utf8OwnSignature => "baton:"u8;

    /// <summary>The mark for thoughts of a model. One object serves a whole answer: nobody changes it.</summary>
    public static AdditionalPropertiesDictionary Mark(string model, bool redacted = false) => redacted
        ? new() { [ModelKey] = model, [RedactedKey] = true }
        : new() { [ModelKey] = model };

    /// <summary>Whether a thought may be shown to a model again.</summary>
    /// <param name="thought">The thought.</param>
    /// <param name="model">The model's name at the provider.</param>
    /// <returns>Whether it is signed, and not another model's.</returns>
    public static bool MayGoBack(TextReasoningContent thought, string model) =>
        !string.IsNullOrEmpty(thought.ProtectedData)
        && (thought.AdditionalProperties?.TryGetValue(ModelKey, out var whose) is not true || whose?.ToString() == model);

    /// <summary>Whether only the API can read it. Without our mark, one without words is taken for such.</summary>
    public static bool IsRedacted(TextReasoningContent thought) => thought.AdditionalProperties?.ContainsKey(ModelKey) is true
        ? thought.AdditionalProperties.ContainsKey(RedactedKey)
        : thought.Text.Length == 0;

    /// <summary>Whether a wire without signatures may be given a thought again: one that is nobody's secret, and not known to be another model's.</summary>
    /// <param name="thought">The thought.</param>
    /// <param name="model">The model's name at the provider.</param>
    public static bool MayBeShown(TextReasoningContent thought, string model) =>
        string.IsNullOrEmpty(thought.ProtectedData)
        && (thought.AdditionalProperties?.TryGetValue(ModelKey, out var whose) is not true || whose?.ToString() == model);

    /// <summary>What stands for a signature where a model signs none.</summary>
    public static string SignatureFor(string model) => OwnSignature + model;

    /// <summary>Whether a signature only stands for one.</summary>
    /// <param name="signature">The signature.</param>
    /// <param name="model">Whose the thought is.</param>
    public static bool IsOwnSignature(string? signature, [NotNullWhen(true)] out string? model)
    {
        model = signature?.StartsWith(OwnSignature, StringComparison.Ordinal) is true ? signature[OwnSignature.Length..] : null;
        return model is not null;
    }
}
