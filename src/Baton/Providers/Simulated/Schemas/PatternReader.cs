using System.Globalization;
using System.Text;

namespace Baton.Providers.Simulated.Schemas;

/// <summary>A part of a regular expression that can write a text it matches.</summary>
internal abstract record PatternPart
{
    public abstract void Write(StringBuilder text, PatternLuck luck);

    internal sealed record OneOf(string Signs) : PatternPart
    {
        public override void Write(StringBuilder text, PatternLuck luck) => text.Append(Signs[luck.Below(Signs.Length)]);
    }

    internal sealed record InTurn(IReadOnlyList<PatternPart> Parts) : PatternPart
    {
        public override void Write(StringBuilder text, PatternLuck luck)
        {
            foreach (var part in Parts)
            {
                part.Write(text, luck);
            }
        }
    }

    internal sealed record Either(IReadOnlyList<PatternPart> Parts) : PatternPart
    {
        public override void Write(StringBuilder text, PatternLuck luck) => Parts[luck.Below(Parts.Count)].Write(text, luck);
    }

    internal sealed record Repeated(PatternPart Part, int Least, int Most) : PatternPart
    {
        public override void Write(StringBuilder text, PatternLuck luck)
        {
            for (var times = luck.Times(Least, Most); times > 0 && text.Length < 10_000 && luck.More(); times--)
            {
                Part.Write(text, luck);
            }
        }
    }
}

/// <summary>Reads a regular expression by recursive descent.</summary>
internal sealed class PatternReader
{
    private readonly string _pattern;
    private int _at;
    private int _depth;

    private PatternReader(string pattern) => _pattern = pattern;

    /// <summary>Reads a pattern; <c>null</c> where it holds what is not known here (look-around, back references).</summary>
    public static PatternPart? Read(string pattern)
    {
        if (pattern.Length > 500)
        {
            return null;
        }

        try
        {
            var reader = new PatternReader(pattern);
            var part = reader.Alternatives();
            return reader._at == pattern.Length ? part : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private PatternPart.Either Alternatives()
    {
        var parts = new List<PatternPart> { Sequence() };
        while (Take('|'))
        {
            parts.Add(Sequence());
        }

        return new PatternPart.Either(parts);
    }

    private PatternPart.InTurn Sequence()
    {
        var parts = new List<PatternPart>();
        while (_at < _pattern.Length && Peek is not ('|' or ')'))
        {
            if (Peek is '^' or '$')
            {
                _at++;
            }
            else
            {
                parts.Add(Quantified(Atom()));
            }
        }

        return new PatternPart.InTurn(parts);
    }

    private PatternPart Atom()
    {
        var sign = _pattern[_at++];
        switch (sign)
        {
            case '(':
                return Group();
            case '[':
                return new PatternPart.OneOf(PatternClass.Read(_pattern, ref _at));
            case '.':
                return new PatternPart.OneOf(PatternClass.Lower);
            case '\\':
                return new PatternPart.OneOf(PatternClass.Escaped(_pattern, ref _at));
            case '*' or '+' or '?' or '{':
                throw new FormatException();
            default:
                return new PatternPart.OneOf(sign.ToString());
        }
    }

    private PatternPart.Either Group()
    {
        if (++_depth > 30)
        {
            throw new FormatException();
        }

        if (Take('?') && !Take(':'))
        {
            var name = _pattern.IndexOf('>', _at);
            _at = Take('<') && Peek is not ('=' or '!') && name > 0 ? name + 1 : throw new FormatException();
        }

        var inside = Alternatives();
        _depth--;
        return Take(')') ? inside : throw new FormatException();
    }

    private PatternPart Quantified(PatternPart part)
    {
        var (least, most) = Peek switch
        {
            '*' => (0, 8),
            '+' => (1, 64),
            '?' => (0, 1),
            '{' => Counts(),
            _ => (1, 1),
        };
        if (Peek is '*' or '+' or '?' or '{')
        {
            _at = Peek == '{' ? _pattern.IndexOf('}', _at) + 1 : _at + 1;
            _ = Take('?'); // Lazy or not, the text is the same.
        }

        return (least, most) == (1, 1) ? part : new PatternPart.Repeated(part, least, most);
    }

    private (int Least, int Most) Counts()
    {
        var end = _pattern.IndexOf('}', _at);
        var parts = end < 0 ? [] : _pattern[(_at + 1)..end].Split(',');
        return parts.Length is 1 or 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var least)
            ? (least, parts.Length == 1 ? least : int.TryParse(parts[1], CultureInfo.InvariantCulture, out var most) ? most : least + 64)
            : throw new FormatException();
    }

    private char Peek => _at < _pattern.Length ? _pattern[_at] : '\0';

    private bool Take(char sign)
    {
        if (Peek != sign || _at >= _pattern.Length)
        {
            return false;
        }

        _at++;
        return true;
    }
}
