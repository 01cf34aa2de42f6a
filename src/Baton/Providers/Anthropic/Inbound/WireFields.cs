using System.Text.Json;

namespace Baton.Providers.Anthropic.Inbound;

/// <summary>
/// Fields of a request that only this wire has. They travel beside the options under one key, go on to an upstream that
/// speaks the wire, and are named as dropped by any other.
/// </summary>
internal sealed class WireFields : IForeignFields
{
    /// <summary>The key among <see cref="Microsoft.Extensions.AI.ChatOptions.AdditionalProperties"/>.</summary>
    public const string Key = "baton.anthropic";

    /// <summary>Those that options say too, in the words of other wires.</summary>
    private static readonly string[] Translated = ["thinking", "output_format", "output_config", "metadata"];

    private WireFields(List<KeyValuePair<string, JsonElement>> fields, IReadOnlyList<string> lost)
    {
        Fields = fields;
        Lost = lost;
    }

    /// <summary>The fields as they came.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Fields { get; }

    /// <summary>Whether a form of the answer is among them.</summary>
    public bool HasFormat => Fields.Any(one => one.Key == "output_format"
        || (one.Key == "output_config" && Json.Object(one.Value, "format").ValueKind == JsonValueKind.Object));

    /// <inheritdoc/>
    public IReadOnlyList<string> Lost { get; }

    /// <summary>Takes them out of a request.</summary>
    /// <returns>The fields; <c>null</c> where there are none, nor blocks that no other wire knows.</returns>
    public static WireFields? Read(RawMessagesRequest request)
    {
        var facts = request.Facts;
        var has = facts.HasOtherFields || facts.OtherBlocks is not null || !facts.Thinking.IsEmpty
            || !facts.OutputFormat.IsEmpty || !facts.OutputConfig.IsEmpty || !facts.Metadata.IsEmpty;
        if (!has)
        {
            return null;
        }

        var fields = new List<KeyValuePair<string, JsonElement>>();
        using var document = JsonDocument.Parse(request.Body, new JsonDocumentOptions { MaxDepth = 256 });
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (Translated.Contains(property.Name) || MessagesScanner.HasNoPlace(property.Name))
            {
                fields.Add(KeyValuePair.Create(property.Name, property.Value.Clone()));
            }
        }

        var lost = fields.Select(field => field.Key).Where(name => !Translated.Contains(name))
            .Concat((facts.OtherBlocks ?? []).Select(type => $"messages.{type}"));
        return new WireFields(fields, [.. lost]);
    }
}
