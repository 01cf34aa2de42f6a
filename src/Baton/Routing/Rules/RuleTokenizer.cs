using Superpower;
using Superpower.Model;

namespace Baton.Routing.Rules;

/// <summary>Cuts a rule into tokens. Written by hand so that signs of other languages get a hint instead of "unexpected".</summary>
internal sealed class RuleTokenizer : Tokenizer<RuleToken>
{
    public static RuleTokenizer Instance { get; } = new();

    protected override IEnumerable<Result<RuleToken>> Tokenize(TextSpan span)
    {
        var rest = span;
        while (true)
        {
            rest = rest.Skip(CountWhile(rest, 0, char.IsWhiteSpace));
            if (rest.IsAtEnd)
            {
                yield break;
            }

            var next = Next(rest);
            yield return next;
            if (!next.HasValue)
            {
                yield break;
            }

            rest = next.Remainder;
        }
    }

    private static Result<RuleToken> Next(TextSpan at)
    {
        var first = at[0];
        return first switch
        {
            '\'' or '"' => QuotedText(at, first),
            '(' => Token(at, 1, RuleToken.Open),
            ')' => Token(at, 1, RuleToken.Close),
            '[' => Token(at, 1, RuleToken.OpenList),
            ']' => Token(at, 1, RuleToken.CloseList),
            ',' => Token(at, 1, RuleToken.Comma),
            '-' when at.Length > 1 && char.IsAsciiDigit(at[1]) => Number(at),
            _ when char.IsAsciiDigit(first) => Number(at),
            _ when IsNamePart(first) => Word(at),
            _ => Sign(at, first, at.Length > 1 ? at[1] : '\0'),
        };
    }

    private static Result<RuleToken> Sign(TextSpan at, char first, char second) => (first, second) switch
    {
        ('=', '=') => Token(at, 2, RuleToken.Equal),
        ('!', '=') => Token(at, 2, RuleToken.NotEqual),
        ('<', '=') => Token(at, 2, RuleToken.LessOrEqual),
        ('>', '=') => Token(at, 2, RuleToken.GreaterOrEqual),
        ('<', _) => Token(at, 1, RuleToken.Less),
        ('>', _) => Token(at, 1, RuleToken.Greater),
        ('=', _) => Wrong(at, "one '=' compares nothing; write '=='"),
        ('&', _) => Wrong(at, "'&' is no operator; write 'and'"),
        ('|', _) => Wrong(at, "'|' is no operator; write 'or'"),
        ('!', _) => Wrong(at, "'!' is no operator; write 'not'"),
        _ => Wrong(at, $"a rule cannot hold '{first}' here"),
    };

    private static Result<RuleToken> Word(TextSpan at)
    {
        var length = CountWhile(at, 0, IsNamePart);
        var kind = at.First(length).ToStringValue() switch
        {
            "and" => RuleToken.And,
            "or" => RuleToken.Or,
            "not" => RuleToken.Not,
            "in" => RuleToken.In,
            "contains" => RuleToken.Contains,
            "true" => RuleToken.True,
            "false" => RuleToken.False,
            _ => RuleToken.Name,
        };
        return Token(at, length, kind);
    }

    private static Result<RuleToken> Number(TextSpan at)
    {
        // All that touches the digits belongs to it, so that 1.2.3 or 10k is one wrong number and not a right one with a tail.
        var length = CountWhile(at, 1, IsNamePart);
        var text = at.First(length).ToStringValue();
        return RuleNumbers.TryParse(text, out _)
            ? Token(at, length, RuleToken.Number)
            : Wrong(at, $"'{text}' is no number; write digits with at most one decimal point, as in 0.7");
    }

    private static Result<RuleToken> QuotedText(TextSpan at, char quote)
    {
        for (var i = 1; i < at.Length; i++)
        {
            if (at[i] != quote)
            {
                continue;
            }

            if (i + 1 < at.Length && at[i + 1] == quote)
            {
                i++; // A doubled quote stands for itself.
                continue;
            }

            return Token(at, i + 1, RuleToken.Text);
        }

        return Wrong(at, $"the text that begins here has no closing {quote}");
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_';

    private static int CountWhile(TextSpan at, int from, Func<char, bool> belongs)
    {
        var count = from;
        while (count < at.Length && belongs(at[count]))
        {
            count++;
        }

        return count;
    }

    private static Result<RuleToken> Token(TextSpan at, int length, RuleToken kind) => Result.Value(kind, at, at.Skip(length));

    private static Result<RuleToken> Wrong(TextSpan at, string message) => Result.Empty<RuleToken>(at, message);
}
