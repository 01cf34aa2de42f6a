using System.Globalization;

namespace Baton.Providers.Simulated.Answers;

/// <summary>Small sums, done right: numbers with <c>+ − × ÷</c>, brackets and percent, in signs or in words.</summary>
internal static class Arithmetic
{
    private static readonly (string Words, string Sign)[] Spoken =
    [
        (" multiplied by ", " * "), (" times ", " * "), (" plus ", " + "), (" minus ", " - "), (" divided by ", " / "),
        ("×", "*"), ("÷", "/"), ("−", "-"), ("% of ", " / 100 * "), (" percent of ", " / 100 * "),
    ];

    private static readonly string[] Cues =
        ["what is", "what's", "what are", "how much", "calculate", "compute", "evaluate", "solve", "work out", "="];

    /// <summary>A sum that is asked for.</summary>
    /// <param name="Text">As it was read.</param>
    /// <param name="Value">What it comes to; <c>null</c> where something is divided by nothing.</param>
    public sealed record Sum(string Text, decimal? Value);

    /// <summary>The sum that a prompt asks for; <c>null</c> where it asks for none.</summary>
    public static Sum? Find(string prompt)
    {
        if (prompt.Length > 400 || !AsksForOne(prompt))
        {
            return null;
        }

        var text = prompt;
        foreach (var (words, sign) in Spoken)
        {
            text = text.Replace(words, sign, StringComparison.OrdinalIgnoreCase);
        }

        Sum? best = null;
        for (var i = 0; i < text.Length; i++)
        {
            if ((char.IsAsciiDigit(text[i]) || text[i] is '(' or '-') && (i == 0 || !char.IsLetterOrDigit(text[i - 1]))
                && Read(text, i) is { } found && found.Text.Length > (best?.Text.Length ?? 0))
            {
                best = found;
            }
        }

        return best;
    }

    /// <summary>A number as people write it.</summary>
    public static string Format(decimal value) => Math.Round(value, 6).ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>A date or a version is no sum unless somebody asks.</summary>
    private static bool AsksForOne(string prompt) =>
        Array.Exists(Cues, cue => prompt.Contains(cue, StringComparison.OrdinalIgnoreCase))
        || prompt.All(sign => char.IsAsciiDigit(sign) || " .+-*/()×÷?".Contains(sign, StringComparison.Ordinal));

    private static Sum? Read(string text, int start)
    {
        var reader = new Reader(text, start);
        try
        {
            var value = reader.Terms();
            return reader.Signs == 0 ? null : new Sum(text[start..reader.Consumed].Trim(), value);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
        catch (DivideByZeroException)
        {
            return new Sum(text[start..reader.Consumed].Trim(), null);
        }
    }

    /// <summary>Recursive descent: terms of factors of numbers and brackets.</summary>
    private sealed class Reader(string text, int at)
    {
        private int _at = at;
        private int _depth;

        public int Signs { get; private set; }

        /// <summary>The end of what was read as part of the sum.</summary>
        public int Consumed { get; private set; } = at;

        public decimal Terms()
        {
            var value = Factors();
            while (Sign("+-") is { } sign)
            {
                value = sign == '+' ? value + Factors() : value - Factors();
            }

            return value;
        }

        private decimal Factors()
        {
            var value = Number();
            while (Sign("*/xX") is { } sign)
            {
                value = sign == '/' ? value / Number() : value * Number();
            }

            return value;
        }

        private decimal Number()
        {
            SkipSpace();
            if (Peek() == '(')
            {
                if (++_depth > 20)
                {
                    throw new FormatException();
                }

                _at++;
                var inside = Terms();
                SkipSpace();
                _at = Peek() == ')' ? _at + 1 : throw new FormatException();
                Consumed = _at;
                return inside;
            }

            var start = _at;
            _at += Peek() == '-' ? 1 : 0;
            while (char.IsAsciiDigit(Peek()) || (Peek() is '.' or ',' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
            {
                _at++;
            }

            var value = decimal.Parse(text.AsSpan(start, _at - start), NumberStyles.Number, CultureInfo.InvariantCulture);
            Consumed = _at;
            return value;
        }

        /// <summary>Takes a sign only where a number or bracket follows: "3 - that is" ends at 3.</summary>
        private char? Sign(string signs)
        {
            var before = _at;
            SkipSpace();
            if (signs.Contains(Peek(), StringComparison.Ordinal) && Peek() != '\0')
            {
                var sign = text[_at++];
                SkipSpace();
                if (char.IsAsciiDigit(Peek()) || Peek() is '(' or '-')
                {
                    Signs++;
                    return sign;
                }
            }

            _at = before;
            return null;
        }

        private char Peek() => _at < text.Length ? text[_at] : '\0';

        private void SkipSpace()
        {
            while (Peek() == ' ')
            {
                _at++;
            }
        }
    }
}
