using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Baton.Models.Configuration.Syntax;

/// <summary>Makes the same nodes of a JSON text as <see cref="YamlReader"/> of YAML: an API's body is bound by the file's rules.</summary>
internal ref struct JsonBodyReader
{
    private readonly byte[] _bytes;
    private Utf8JsonReader _reader;

    private JsonBodyReader(byte[] bytes)
    {
        _bytes = bytes;
        _reader = new Utf8JsonReader(bytes);
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="ConfigurationSyntaxException">It is no JSON.</exception>
    public static ConfigurationNode Read(string text)
    {
        var reader = new JsonBodyReader(Encoding.UTF8.GetBytes(text));
        try
        {
            reader._reader.Read();
            var root = reader.ReadNode();
            reader._reader.Read();
            return root;
        }
        catch (JsonException exception)
        {
            var position = new Position((int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1);
            throw new ConfigurationSyntaxException(position, "this is no JSON: " + exception.Message, exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new ConfigurationSyntaxException(reader.Here(), "this is no JSON: a text holds half of a character", exception);
        }
    }

    private ConfigurationNode ReadNode()
    {
        var here = Here();
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartArray:
                var items = ImmutableArray.CreateBuilder<ConfigurationNode>();
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(ReadNode());
                }

                return new SequenceNode(here, items.ToImmutable());
            case JsonTokenType.StartObject:
                var entries = ImmutableArray.CreateBuilder<MappingEntry>();
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
                {
                    var key = new ScalarNode(Here(), _reader.GetString()!, ScalarStyle.JsonText);
                    _reader.Read();
                    entries.Add(new MappingEntry(key, ReadNode()));
                }

                return new MappingNode(here, entries.ToImmutable());
            case JsonTokenType.String:
                return new ScalarNode(here, _reader.GetString()!, ScalarStyle.JsonText, Encoding.UTF8.GetString(_bytes, (int)_reader.TokenStartIndex, _reader.ValueSpan.Length + 2));
            case JsonTokenType.Number:
                return new ScalarNode(here, Encoding.UTF8.GetString(_reader.ValueSpan), ScalarStyle.JsonNumber);
            default:
                return new ScalarNode(here, Encoding.UTF8.GetString(_reader.ValueSpan), ScalarStyle.JsonLiteral);
        }
    }

    private readonly Position Here()
    {
        var before = _bytes.AsSpan(0, (int)_reader.TokenStartIndex);
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return new Position(before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
    }
}
