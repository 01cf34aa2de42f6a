using System.Text.Json;
using static Baton.Providers.BodyScan;

namespace Baton.Providers.Anthropic.Inbound;

/// <summary>The part of the one pass that goes over one message's content: a string, or an array of blocks.</summary>
/// <param name="at">Where the content stands, for messages.</param>
internal sealed class BlockScanner(string at)
{
    private static readonly string[] Readable =
        ["text", "image", "document", "tool_use", "tool_result", "thinking", "redacted_thinking", "search_result"];

    /// <summary>The inside of the last text.</summary>
    public ByteRange LastText { get; private set; }

    /// <summary>Whether it holds results of tools.</summary>
    public bool HasResults { get; private set; }

    /// <summary>Whether it holds anything else.</summary>
    public bool HasOthers { get; private set; }

    /// <summary>Scans the value that the reader stands on.</summary>
    public void Scan(ref Utf8JsonReader reader, ref MessagesFacts facts)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            HasOthers = true;
            LastText = Text(ref reader, ref facts);
            return;
        }

        Expect(ref reader, JsonTokenType.StartArray, at, "a string or an array of blocks");
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Wrong($"{at}[{index}]", "an object");
            }

            var block = ScanBlock(ref reader, ref facts, index);
            HasResults |= block.Type == "tool_result";
            HasOthers |= block.Type != "tool_result";
            LastText = block.Type == "text" && !block.Text.IsEmpty ? block.Text : LastText;
        }
    }

    private Block ScanBlock(ref Utf8JsonReader reader, ref MessagesFacts facts, int index)
    {
        var block = default(Block);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ScanMember(ref reader, ref facts, ref block, index);
        }

        if (block.Type is null)
        {
            throw Invalid($"'{at}[{index}].type' is missing.", $"{at}[{index}].type");
        }

        switch (block.Type)
        {
            case "text" or "thinking" when block.IsBroken:
                throw Wrong($"{at}[{index}].{block.Type}", "a string");
            case "image":
                facts.Images++;
                break;
            case "document":
                facts.Documents++;
                break;
            case "thinking":
                facts.HasForeignThoughts |= !block.Signed;
                break;
            case "tool_use":
                facts.HasForeignCalls |= !block.OwnId;
                break;
            default:
                if (Array.IndexOf(Readable, block.Type) < 0 && (facts.OtherBlocks ??= []).IndexOf(block.Type) < 0)
                {
                    facts.OtherBlocks.Add(block.Type);
                }

                break;
        }

        return block;
    }

    private void ScanMember(ref Utf8JsonReader reader, ref MessagesFacts facts, ref Block block, int index)
    {
        if (reader.ValueTextEquals("type"u8))
        {
            reader.Read();
            Expect(ref reader, JsonTokenType.String, $"{at}[{index}].type", "a string");
            block.Type = TypeOf(ref reader);
        }
        else if (reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("thinking"u8))
        {
            reader.Read();
            block.IsBroken = reader.TokenType != JsonTokenType.String;
            block.Text = block.IsBroken ? default : Text(ref reader, ref facts);
            reader.Skip();
        }
        else if (reader.ValueTextEquals("signature"u8))
        {
            reader.Read();
            block.Signed = reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0
                && !reader.ValueSpan.StartsWith(Thoughts.Utf8OwnSignature);
        }
        else if (reader.ValueTextEquals("id"u8))
        {
            reader.Read();
            block.OwnId = reader.TokenType == JsonTokenType.String && reader.ValueSpan.StartsWith("toolu_"u8);
        }
        else if (reader.ValueTextEquals("content"u8))
        {
            reader.Read();
            ScanInner(ref reader, ref facts, index);
        }
        else
        {
            var counts = reader.ValueTextEquals("input"u8);
            var before = reader.BytesConsumed;
            reader.Read();
            reader.Skip();
            facts.TextBytes += counts ? (int)(reader.BytesConsumed - before) : 0;
        }
    }

    /// <summary>What a tool gave. Blocks that only the API knows have contents of other shapes, which are passed over.</summary>
    private void ScanInner(ref Utf8JsonReader reader, ref MessagesFacts facts, int index)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.StartArray)
        {
            new BlockScanner($"{at}[{index}].content").Scan(ref reader, ref facts);
        }
        else
        {
            reader.Skip();
        }
    }

    /// <summary>The usual types are not built anew for every block.</summary>
    private static string TypeOf(ref Utf8JsonReader reader)
    {
        foreach (var type in Readable)
        {
            if (reader.ValueTextEquals(type))
            {
                return type;
            }
        }

        return reader.GetString()!;
    }

    private static ByteRange Text(ref Utf8JsonReader reader, ref MessagesFacts facts)
    {
        facts.TextBytes += reader.ValueSpan.Length;
        return new ByteRange((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
    }

    private struct Block
    {
        public string? Type;
        public ByteRange Text;
        public bool IsBroken;
        public bool Signed;
        public bool OwnId;
    }
}
