namespace Baton.Models.Configuration.Syntax;

/// <summary>Words for YAML's own errors, with a hint where the cause is one that configurations are known for.</summary>
internal static class YamlSyntaxHints
{
    public static ConfigurationSyntaxException Explain(string text, Position position, string reason, Exception cause)
    {
        if (UnquotedVariable(text, position.Line) is { } variable)
        {
            return new ConfigurationSyntaxException(
                variable, "this breaks YAML: inside { } or [ ] a ${NAME} must stand in quotes: \"${NAME}\"", cause);
        }

        var sentence = reason.TrimEnd('.').Replace("While ", "while ", StringComparison.Ordinal);
        return reason.Contains("tab", StringComparison.Ordinal) && IndentingTab(text, position.Line) is { } tab
            ? new ConfigurationSyntaxException(tab, "this is no YAML: it indents with spaces, and here stands a tab", cause)
            : new ConfigurationSyntaxException(position, $"this is no YAML: {sentence}", cause);
    }

    /// <summary>The parser blames the beginning of the mapping; the tab is what a person must find.</summary>
    private static Position? IndentingTab(string text, int fromLine)
    {
        var lines = text.Split('\n');
        for (var i = fromLine - 1; i < lines.Length; i++)
        {
            var indentation = lines[i].AsSpan(0, lines[i].Length - lines[i].AsSpan().TrimStart(" \t").Length);
            if (indentation.IndexOf('\t') is >= 0 and var at)
            {
                return new Position(i + 1, at + 1);
            }
        }

        return null;
    }

    /// <summary>The first <c>${</c> at or just before the line of the error that stands outside quotes and inside a bracket.</summary>
    private static Position? UnquotedVariable(string text, int errorLine)
    {
        var depth = 0;
        for (var line = Math.Max(1, errorLine - 20); line <= errorLine; line++)
        {
            var column = FindIn(LineOf(text, line), ref depth);
            if (column > 0 && line >= errorLine - 1)
            {
                return new Position(line, column);
            }
        }

        return null;
    }

    private static int FindIn(ReadOnlySpan<char> line, ref int depth)
    {
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c == '#' && (i == 0 || line[i - 1] == ' '))
            {
                break;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == '$' && i + 1 < line.Length && line[i + 1] == '{')
            {
                if (depth > 0)
                {
                    return i + 1;
                }

                // Outside brackets it is legal; its braces open none.
                var close = line[i..].IndexOf('}');
                i = close < 0 ? line.Length : i + close;
            }
            else if (c is '{' or '[')
            {
                depth++;
            }
            else if (c is '}' or ']')
            {
                depth = Math.Max(0, depth - 1);
            }
        }

        return 0;
    }

    private static ReadOnlySpan<char> LineOf(string text, int number)
    {
        var rest = text.AsSpan();
        for (var line = 1; line < number; line++)
        {
            var end = rest.IndexOf('\n');
            if (end < 0)
            {
                return [];
            }

            rest = rest[(end + 1)..];
        }

        var last = rest.IndexOf('\n');
        return last < 0 ? rest : rest[..last];
    }
}
