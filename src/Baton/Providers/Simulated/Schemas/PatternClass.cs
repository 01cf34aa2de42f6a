using System.Text;

namespace Baton.Providers.Simulated.Schemas;

/// <summary>Reads the classes of a regular expression: the signs that they allow, of printable ASCII.</summary>
internal static class PatternClass
{
    public const string Lower = "abcdefghijklmnopqrstuvwxyz";

    private const string Digits = "0123456789";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Others = " !#$%&'()*+,-./:;<=>?@[]^_`{|}~\"\\";

    /// <summary>Reads what follows <c>[</c>, up to the <c>]</c>.</summary>
    public static string Read(string pattern, ref int at)
    {
        var negated = at < pattern.Length && pattern[at] == '^';
        at += negated ? 1 : 0;
        var signs = new StringBuilder();
        for (var first = true; ; first = false)
        {
            if (at >= pattern.Length)
            {
                throw new FormatException();
            }

            if (pattern[at] == ']' && !first)
            {
                at++;
                return negated ? Except(signs.ToString()) : signs.Length > 0 ? signs.ToString() : throw new FormatException();
            }

            var from = One(pattern, ref at);
            if (from.Length == 1 && at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']')
            {
                at++;
                var to = One(pattern, ref at);
                for (var sign = from[0]; to.Length == 1 && sign <= to[0] && signs.Length < 1_000; sign++)
                {
                    signs.Append(sign);
                }
            }
            else
            {
                signs.Append(from);
            }
        }
    }

    /// <summary>Reads what follows a backslash.</summary>
    public static string Escaped(string pattern, ref int at)
    {
        if (at >= pattern.Length)
        {
            throw new FormatException();
        }

        var sign = pattern[at++];
        return sign switch
        {
            'd' => Digits,
            'D' => Lower,
            'w' => Lower + Digits,
            'W' => "-.",
            's' => " ",
            'S' => Lower,
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            'p' => Property(pattern, ref at),
            'u' when at + 4 <= pattern.Length => Code(pattern, ref at, 4),
            'x' when at + 2 <= pattern.Length => Code(pattern, ref at, 2),
            _ when char.IsAsciiLetterOrDigit(sign) => throw new FormatException(), // \b, \B, back references
            _ => sign.ToString(),
        };
    }

    private static string One(string pattern, ref int at) =>
        pattern[at++] is var sign && sign == '\\' ? Escaped(pattern, ref at) : sign.ToString();

    private static string Except(string signs)
    {
        var rest = string.Concat((Lower + Digits + Upper + Others).Where(s => !signs.Contains(s, StringComparison.Ordinal)));
        return rest.Length > 0 ? rest : throw new FormatException();
    }

    private static string Property(string pattern, ref int at)
    {
        var end = pattern.IndexOf('}', at);
        var name = end > at ? pattern[(at + 1)..end] : throw new FormatException();
        at = end + 1;
        return name switch
        {
            "L" or "Ll" or "Letter" => Lower,
            "Lu" => Upper,
            "N" or "Nd" => Digits,
            _ => throw new FormatException(),
        };
    }

    private static string Code(string pattern, ref int at, int digits)
    {
        var code = Convert.ToInt32(pattern.Substring(at, digits), 16);
        at += digits;
        return ((char)code).ToString();
    }
}
