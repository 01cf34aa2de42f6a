using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Baton.Models.Configuration.Syntax;

/// <summary>
/// Makes nodes of a YAML text. It walks the parser's events instead of its document model, because a key that stands twice
/// must be kept (it is an error like all others) and because aliases must not multiply without bound.
/// </summary>
internal sealed class YamlReader
{
    private const int DeepestNesting = 64;
    private const long MostNodes = 200_000;
    private readonly string _text;
    private readonly Parser _parser;
    private readonly Dictionary<string, ConfigurationNode> _anchors = new(StringComparer.Ordinal);

    private YamlReader(string text)
    {
        _text = text;
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>Reads a text.</summary>
    /// <returns>Its root; <c>null</c> where the text holds nothing.</returns>
    /// <exception cref="ConfigurationSyntaxException">It is no YAML.</exception>
    public static ConfigurationNode? Read(string text)
    {
        var reader = new YamlReader(text);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException exception)
        {
            throw YamlSyntaxHints.Explain(text, PositionOf(exception.Start), exception.Message, exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // YamlDotNet's own state breaks on some unclosed brackets; the last event tells how far it understood the text.
            var reached = reader._parser.Current is { } last ? PositionOf(last.End) : new Position(1, 1);
            throw YamlSyntaxHints.Explain(text, reached, "a bracket or a quote that begins here or before is not closed", exception);
        }
    }

    private static Position PositionOf(in Mark mark) => new(Math.Max(1, (int)mark.Line), Math.Max(1, (int)mark.Column));

    private ConfigurationNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            return null;
        }

        _parser.Consume<DocumentStart>();
        var root = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
        {
            throw new ConfigurationSyntaxException(PositionOf(second.Start), "a configuration is one YAML document; a second one begins here");
        }

        return root;
    }

    private ConfigurationNode ReadNode(int depth)
    {
        var parsed = _parser.Consume<ParsingEvent>();
        var position = PositionOf(parsed.Start);
        if (depth > DeepestNesting)
        {
            throw new ConfigurationSyntaxException(position, $"nested more than {DeepestNesting} levels deep");
        }

        var node = parsed switch
        {
            AnchorAlias alias => _anchors.GetValueOrDefault(alias.Value.Value)
                ?? throw new ConfigurationSyntaxException(position, $"the alias '*{alias.Value.Value}' has no anchor before it"),
            Scalar scalar => new ScalarNode(position, scalar.Value, StyleOf(scalar), RawOf(scalar)),
            SequenceStart => ReadSequence(position, depth),
            MappingStart => ReadMapping(position, depth),
            _ => throw new ConfigurationSyntaxException(position, "a value is missing here"),
        };
        if (node.Weight > MostNodes)
        {
            throw new ConfigurationSyntaxException(position, $"more than {MostNodes} values, aliases counted as often as they are used");
        }

        if (parsed is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _anchors[anchored.Anchor.Value] = node;
        }

        return node;
    }

    private SequenceNode ReadSequence(Position position, int depth)
    {
        var items = ImmutableArray.CreateBuilder<ConfigurationNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new SequenceNode(position, items.ToImmutable());
    }

    private MappingNode ReadMapping(Position position, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<MappingEntry>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            entries.Add(new MappingEntry(
                key as ScalarNode ?? throw new ConfigurationSyntaxException(key.Start, "a key must be a single text, not a list or a mapping"),
                ReadNode(depth + 1)));
        }

        return new MappingNode(position, entries.ToImmutable());
    }

    private string RawOf(Scalar scalar)
    {
        var start = Math.Clamp((int)scalar.Start.Index, 0, _text.Length);
        return _text[start..Math.Clamp((int)scalar.End.Index, start, _text.Length)];
    }

    private static ScalarStyle StyleOf(Scalar scalar) => scalar.Style switch
    {
        YamlDotNet.Core.ScalarStyle.SingleQuoted => ScalarStyle.SingleQuoted,
        YamlDotNet.Core.ScalarStyle.DoubleQuoted => ScalarStyle.DoubleQuoted,
        YamlDotNet.Core.ScalarStyle.Literal or YamlDotNet.Core.ScalarStyle.Folded => ScalarStyle.Block,
        _ => ScalarStyle.Plain,
    };
}
