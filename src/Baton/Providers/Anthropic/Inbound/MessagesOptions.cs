using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using static Baton.Providers.BodyScan;

namespace Baton.Providers.Anthropic.Inbound;

/// <summary>The options that a raw request says, and whether some options still say the same.</summary>
internal static class MessagesOptions
{
    /// <summary>The longest name of an end user that OpenAI takes. Clients of this wire send longer ones.</summary>
    private const int LongestUser = 64;

    /// <summary>Fills options in from the bytes; tools and messages stay unparsed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">Options with nothing set.</param>
    public static void Fill(RawMessagesRequest request, ChatOptions options)
    {
        var facts = request.Facts;
        options.ModelId = request.Model;
        options.Temperature = facts.Temperature;
        options.TopP = facts.TopP;
        options.TopK = facts.TopK;
        options.MaxOutputTokens = facts.MaxTokens;
        options.RawRepresentationFactory = request.Represent;
        if (!facts.Tools.IsEmpty)
        {
            options.Tools = new RawTools(() => ToolReader.Read(request.Element(facts.Tools)));
        }

        if (!facts.ToolChoice.IsEmpty)
        {
            (options.ToolMode, options.AllowMultipleToolCalls) = ToolReader.ReadChoice(request.Element(facts.ToolChoice));
        }

        if (!facts.StopSequences.IsEmpty)
        {
            options.StopSequences = ReadStops(request.Element(facts.StopSequences));
        }

        options.ResponseFormat = OutputReader.ReadFormat(request);
        options.Reasoning = OutputReader.ReadThinking(request);
        FillOthers(request, options);
        request.Said = new Baseline(
            options.Tools, options.ToolMode, options.AllowMultipleToolCalls, options.ResponseFormat,
            options.StopSequences is { } stops ? [.. stops] : null,
            options.Reasoning?.Effort,
            options.AdditionalProperties is { } others ? [.. others] : []);
    }

    /// <summary>The end user as the request names him.</summary>
    public static string? UserOf(RawMessagesRequest request) =>
        request.Facts.Metadata.IsEmpty ? null : Json.Text(request.Element(request.Facts.Metadata), "user_id");

    /// <summary>Whether options still say what <see cref="Fill"/> put into them. The model's name may differ: it is spliced.</summary>
    public static bool Unchanged(RawMessagesRequest request, ChatOptions options)
    {
        var facts = request.Facts;
        var said = request.Said;
        return options.Temperature == facts.Temperature
            && options.TopP == facts.TopP
            && options.TopK == facts.TopK
            && options.MaxOutputTokens == facts.MaxTokens
            && options is { FrequencyPenalty: null, PresencePenalty: null, Seed: null, Instructions: null, ConversationId: null, ContinuationToken: null }
            && options.AllowMultipleToolCalls == said.Several
            && ReferenceEquals(options.Tools, said.Tools) && said.Tools is not RawTools { Changed: true }
            && ReferenceEquals(options.ToolMode, said.ToolMode)
            && ReferenceEquals(options.ResponseFormat, said.Format)
            && options.Reasoning?.Effort == said.Effort
            && (options.StopSequences ?? []).SequenceEqual(said.Stops ?? [], StringComparer.Ordinal)
            && SameOthers(options.AdditionalProperties, said.Others);
    }

    /// <summary>Whether what stands beside the options is the same, headers apart.</summary>
    private static bool SameOthers(AdditionalPropertiesDictionary? now, KeyValuePair<string, object?>[] said) =>
        Array.TrueForAll(said, pair => now is not null && now.TryGetValue(pair.Key, out var value) && ReferenceEquals(value, pair.Value))
        && (now is null || now.Keys.Count(key => key is not (AnthropicHeaders.BetaKey or AnthropicHeaders.VersionKey)) == said.Length);

    private static void FillOthers(RawMessagesRequest request, ChatOptions options)
    {
        if (WireFields.Read(request) is { } fields)
        {
            (options.AdditionalProperties ??= [])[WireFields.Key] = fields;
        }

        if (UserOf(request) is { Length: > 0 } user)
        {
            (options.AdditionalProperties ??= [])["user"] = user.Length <= LongestUser
                ? user
                : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(user)));
        }
    }

    private static List<string> ReadStops(JsonElement stops) => stops.EnumerateArray().All(s => s.ValueKind == JsonValueKind.String)
        ? [.. stops.EnumerateArray().Select(s => s.GetString()!)]
        : throw Wrong("stop_sequences", "an array of strings");

    /// <summary>What <see cref="Fill"/> put into the places that hold objects.</summary>
    internal readonly record struct Baseline(
        IList<AITool>? Tools,
        ChatToolMode? ToolMode,
        bool? Several,
        ChatResponseFormat? Format,
        string[]? Stops,
        ReasoningEffort? Effort,
        KeyValuePair<string, object?>[] Others);
}
