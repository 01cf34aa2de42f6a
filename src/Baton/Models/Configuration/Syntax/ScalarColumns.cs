namespace Baton.Models.Configuration.Syntax;

/// <summary>Finds the column of a character of a value, past quotes, escapes and the head of a block.</summary>
internal static class ScalarColumns
{
    /// <summary>Exact where the value stands on one line; otherwise the value's beginning.</summary>
    public static Position PositionOf(ScalarNode scalar, int offset)
    {
        var (line, column) = scalar.Start;
        if (scalar.Style == ScalarStyle.Block)
        {
            return InBlock(scalar, offset);
        }

        if (scalar.Raw.Contains('\n', StringComparison.Ordinal))
        {
            return scalar.Start;
        }

        return scalar.Style switch
        {
            ScalarStyle.Plain => new Position(line, column + offset),
            ScalarStyle.SingleQuoted => new Position(line, column + SourceOffset(scalar.Raw, offset, SingleQuotedLength)),
            ScalarStyle.DoubleQuoted or ScalarStyle.JsonText => new Position(line, column + SourceOffset(scalar.Raw, offset, DoubleQuotedLength)),
            _ => scalar.Start,
        };
    }

    private static int SourceOffset(string raw, int offset, Func<string, int, (int Source, int Value)> lengthAt)
    {
        var at = 1;
        for (var read = 0; read < offset && at < raw.Length - 1;)
        {
            var (source, value) = lengthAt(raw, at);
            at += source;
            read += value;
        }

        return at;
    }

    private static (int Source, int Value) SingleQuotedLength(string raw, int at) => (raw[at] == '\'' ? 2 : 1, 1);

    private static (int Source, int Value) DoubleQuotedLength(string raw, int at) =>
        raw[at] != '\\' || at + 1 >= raw.Length
            ? (1, 1)
            : raw[at + 1] switch
            {
                'x' => (4, 1),
                'u' => (6, 1),
                'U' => (10, 2),
                _ => (2, 1),
            };

    /// <summary>A block (<c>&gt;-</c> or <c>|</c>) whose text is one line: that line's beginning after its indentation.</summary>
    private static Position InBlock(ScalarNode scalar, int offset)
    {
        var lines = scalar.Raw.Split('\n');
        var filled = Enumerable.Range(1, lines.Length - 1).Where(i => !string.IsNullOrWhiteSpace(lines[i])).ToArray();
        if (filled is not [var only])
        {
            return scalar.Start;
        }

        var indentation = lines[only].Length - lines[only].TrimStart(' ').Length;
        return new Position(scalar.Start.Line + only, indentation + 1 + offset);
    }
}
