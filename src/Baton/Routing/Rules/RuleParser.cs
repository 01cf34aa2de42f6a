using Baton.Models;
using Superpower.Model;

namespace Baton.Routing.Rules;

/// <summary>What became of a rule's text: the rule, or what is wrong with it.</summary>
/// <param name="Rule">The rule; <c>null</c> where there are errors.</param>
/// <param name="Errors">What is wrong: one error of syntax, or all of meaning; in the text's order.</param>
internal sealed record RuleParse(Rule? Rule, EquatableArray<RuleError> Errors);

/// <summary>Reads rules: <c>task.type == 'coding' and task.complexity &gt; 0.7</c>.</summary>
internal static class RuleParser
{
    /// <summary>The longest rule taken, in characters.</summary>
    public const int MaxLength = 4_000;

    /// <summary>How deep parentheses and <c>not</c>s may nest: the parser recurses, and a stack is finite.</summary>
    public const int MaxDepth = 64;

    /// <summary>Reads a rule and checks it. Never throws, whatever the text.</summary>
    /// <param name="text">The rule.</param>
    /// <returns>The rule or its errors.</returns>
    public static RuleParse Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            return Wrong(MaxLength, $"a rule has at most {MaxLength} characters, and this one has {text.Length}");
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return Wrong(0, "the rule is empty; write a condition, as in task.type == 'coding'");
        }

        var tokens = RuleTokenizer.Instance.TryTokenize(text);
        if (!tokens.HasValue)
        {
            return Wrong(At(tokens.ErrorPosition, text), tokens.ErrorMessage ?? tokens.FormatErrorMessageFragment());
        }

        if (FindTooDeep(tokens.Value) is { } deep)
        {
            return Wrong(deep, $"parentheses and 'not' nest at most {MaxDepth} deep");
        }

        var parsed = RuleGrammar.Rule(tokens.Value);
        if (!parsed.HasValue)
        {
            return Wrong(At(parsed.ErrorPosition, text), SyntaxMessage(parsed, tokens.Value));
        }

        var errors = RuleChecker.Check(parsed.Value);
        return errors.Count > 0
            ? new RuleParse(null, errors.ToEquatableArray())
            : new RuleParse(new Rule(text, parsed.Value, RuleCompiler.Compile(parsed.Value)), []);
    }

    private static string SyntaxMessage(TokenListParserResult<RuleToken, RuleExpression> parsed, TokenList<RuleToken> tokens)
    {
        // A comparison's sign after a whole operand can only be a second one: Superpower would just say "unexpected".
        RuleToken? before = null;
        foreach (var token in tokens)
        {
            if (token.Position.Absolute == parsed.ErrorPosition.Absolute)
            {
                return IsSign(token.Kind) && before is { } last && EndsOperand(last)
                    ? "comparisons do not chain; join two with 'and'"
                    : parsed.FormatErrorMessageFragment();
            }

            before = token.Kind;
        }

        return parsed.FormatErrorMessageFragment();
    }

    private static bool IsSign(RuleToken kind) => kind is >= RuleToken.In and <= RuleToken.GreaterOrEqual;

    private static bool EndsOperand(RuleToken kind) => kind is <= RuleToken.False or RuleToken.Close or RuleToken.CloseList;

    private static int? FindTooDeep(TokenList<RuleToken> tokens)
    {
        var (depth, nots) = (0, 0);
        foreach (var token in tokens)
        {
            nots = token.Kind == RuleToken.Not ? nots + 1 : 0;
            depth += token.Kind switch { RuleToken.Open => 1, RuleToken.Close => -1, _ => 0 };
            if (depth > MaxDepth || nots > MaxDepth)
            {
                return token.Position.Absolute;
            }
        }

        return null;
    }

    private static int At(Position position, string text) => position.HasValue ? position.Absolute : text.Length;

    private static RuleParse Wrong(int offset, string message) => new(null, [new RuleError(offset, message)]);
}
