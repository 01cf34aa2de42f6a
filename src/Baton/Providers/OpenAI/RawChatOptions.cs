using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>The options that a raw request says, and whether some options still say the same.</summary>
internal static class RawChatOptions
{
    /// <summary>Fills options in from the bytes; tools and messages stay unparsed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">Options with nothing set.</param>
    public static void Fill(RawChatRequest request, ChatOptions options)
    {
        var facts = request.Facts;
        options.ModelId = request.Model;
        options.Temperature = facts.Temperature;
        options.TopP = facts.TopP;
        options.FrequencyPenalty = facts.FrequencyPenalty;
        options.PresencePenalty = facts.PresencePenalty;
        options.Seed = facts.Seed;
        options.MaxOutputTokens = facts.MaxOutput;
        options.AllowMultipleToolCalls = facts.ParallelToolCalls;
        options.RawRepresentationFactory = request.Represent;
        if (!facts.Tools.IsEmpty)
        {
            options.Tools = new RawTools(request.ReadTools);
        }

        if (!facts.ToolChoice.IsEmpty)
        {
            options.ToolMode = ChatToolReader.ReadChoice(Element(request, facts.ToolChoice));
        }

        if (!facts.ResponseFormat.IsEmpty)
        {
            options.ResponseFormat = ChatToolReader.ReadFormat(Element(request, facts.ResponseFormat));
        }

        if (!facts.Stop.IsEmpty)
        {
            options.StopSequences = ReadStop(Element(request, facts.Stop));
        }

        if (facts.ReasoningEffort is { } effort)
        {
            options.Reasoning = new ReasoningOptions { Effort = ReasoningEfforts.Read(effort) };
        }

        if (facts.HasOtherFields || facts.User is not null || facts.N > 1)
        {
            options.AdditionalProperties = ReadOthers(request);
        }

        request.Said = Snapshot(options);
    }

    /// <summary>Whether options still say what <see cref="Fill"/> put into them. The model's name may differ: it is spliced.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">The options.</param>
    /// <param name="boundApart">Whether the bound on the answer may differ.</param>
    public static bool Unchanged(RawChatRequest request, ChatOptions options, bool boundApart = false)
    {
        var facts = request.Facts;
        var said = request.Said;
        return options.Temperature == facts.Temperature
            && options.TopP == facts.TopP
            && options.TopK is null
            && options.FrequencyPenalty == facts.FrequencyPenalty
            && options.PresencePenalty == facts.PresencePenalty
            && options.Seed == facts.Seed
            && (boundApart || options.MaxOutputTokens == facts.MaxOutput)
            && options.AllowMultipleToolCalls == facts.ParallelToolCalls
            && options.Instructions is null
            && options.ConversationId is null
            && options.ContinuationToken is null
            && ReferenceEquals(options.Tools, said.Tools) && said.Tools is not RawTools { Changed: true }
            && ReferenceEquals(options.ToolMode, said.ToolMode)
            && ReferenceEquals(options.ResponseFormat, said.Format)
            && SameStops(options.StopSequences, said.Stops)
            && options.Reasoning?.Effort == said.Effort
            && SameOthers(options.AdditionalProperties, said.Others);
    }

    private static Baseline Snapshot(ChatOptions options) => new(
        options.Tools, options.ToolMode, options.ResponseFormat,
        options.StopSequences is { } stops ? [.. stops] : null,
        options.Reasoning?.Effort,
        options.AdditionalProperties is { } others ? [.. others] : null);

    /// <summary>A copy of the options has copies of its collections, so they are compared by value.</summary>
    private static bool SameStops(IList<string>? now, string[]? said) =>
        now is null ? said is null : said is not null && now.SequenceEqual(said, StringComparer.Ordinal);

    private static bool SameOthers(AdditionalPropertiesDictionary? now, KeyValuePair<string, object?>[]? said)
    {
        if (now is null || said is null)
        {
            return (now?.Count ?? 0) == (said?.Length ?? 0);
        }

        return now.Count == said.Length
            && Array.TrueForAll(said, pair => now.TryGetValue(pair.Key, out var value) && ReferenceEquals(value, pair.Value));
    }

    private static JsonElement Element(RawChatRequest request, ByteRange range)
    {
        var reader = new Utf8JsonReader(request.Span(range), new JsonReaderOptions { MaxDepth = 256 });
        return JsonElement.ParseValue(ref reader);
    }

    private static List<string> ReadStop(JsonElement stop) => stop.ValueKind switch
    {
        JsonValueKind.String => [stop.GetString()!],
        _ when stop.EnumerateArray().All(s => s.ValueKind == JsonValueKind.String) => [.. stop.EnumerateArray().Select(s => s.GetString()!)],
        _ => throw ChatRequestScanner.Wrong("stop", "a string or an array of strings"),
    };

    private static AdditionalPropertiesDictionary ReadOthers(RawChatRequest request)
    {
        var others = new AdditionalPropertiesDictionary();
        using var document = JsonDocument.Parse(request.Body, new JsonDocumentOptions { MaxDepth = 256 });
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (ChatRequestFields.HasNoPlace(property.Name))
            {
                others[property.Name] = property.Value.Clone();
            }
        }

        return others;
    }

    /// <summary>What <see cref="Fill"/> put into the places that hold objects.</summary>
    internal readonly record struct Baseline(
        IList<AITool>? Tools,
        ChatToolMode? ToolMode,
        ChatResponseFormat? Format,
        string[]? Stops,
        ReasoningEffort? Effort,
        KeyValuePair<string, object?>[]? Others);
}
