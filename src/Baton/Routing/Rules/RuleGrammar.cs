using Baton.Models;
using Superpower;
using Superpower.Model;
using Superpower.Parsers;

namespace Baton.Routing.Rules;

/// <summary>The grammar. Binding, loosest first: <c>or</c>, <c>and</c>, <c>not</c>, comparisons.</summary>
internal static class RuleGrammar
{
    private static readonly TokenListParser<RuleToken, RuleLiteral> Scalar =
        Token.EqualTo(RuleToken.Number).Select(ToNumber)
            .Or(Token.EqualTo(RuleToken.Text).Select(ToText))
            .Or(Token.EqualTo(RuleToken.True).Select(t => (RuleLiteral)new FlagLiteral(At(t), true)))
            .Or(Token.EqualTo(RuleToken.False).Select(t => (RuleLiteral)new FlagLiteral(At(t), false)));

    private static readonly TokenListParser<RuleToken, RuleExpression> List =
        from open in Token.EqualTo(RuleToken.OpenList)
        from items in Scalar.ManyDelimitedBy(Token.EqualTo(RuleToken.Comma))
        from close in Token.EqualTo(RuleToken.CloseList)
        select (RuleExpression)new ListLiteral(At(open), items.ToEquatableArray());

    private static readonly TokenListParser<RuleToken, RuleExpression> Group =
        from open in Token.EqualTo(RuleToken.Open)
        from inner in Parse.Ref(() => Whole!)
        from close in Token.EqualTo(RuleToken.Close)
        select inner;

    private static readonly TokenListParser<RuleToken, RuleExpression> Operand =
        Token.EqualTo(RuleToken.Name).Select(t => (RuleExpression)new NameReference(At(t), t.ToStringValue()))
            .Or(Scalar.Select(literal => (RuleExpression)literal))
            .Or(List)
            .Or(Group)
            .Named("a name, a value or '('");

    private static readonly TokenListParser<RuleToken, (RuleToken Kind, bool Not)> Operator =
        Token.Matching<RuleToken>(kind => kind is >= RuleToken.In and <= RuleToken.GreaterOrEqual, "an operator")
            .Select(t => (t.Kind, false))
            .Or(Token.EqualTo(RuleToken.Not).IgnoreThen(Token.EqualTo(RuleToken.In)).Value((RuleToken.In, true)));

    private static readonly TokenListParser<RuleToken, Func<RuleExpression, RuleExpression>> Rest =
        from sign in Operator
        from right in Operand
        select (Func<RuleExpression, RuleExpression>)(left => ToComparison(left, sign.Kind, sign.Not, right));

    private static readonly TokenListParser<RuleToken, RuleExpression> Compared =
        from left in Operand
        from rest in Rest.OptionalOrDefault(alone => alone)
        select rest(left);

    private static readonly TokenListParser<RuleToken, RuleExpression> Negated =
        from nots in Token.EqualTo(RuleToken.Not).Many()
        from operand in Compared
        select nots.Reverse().Aggregate(operand, (inner, not) => new Negation(At(not), inner));

    private static readonly TokenListParser<RuleToken, RuleExpression> Conjoined =
        Parse.Chain(Token.EqualTo(RuleToken.And), Negated, (_, left, right) => new Conjunction(left.Offset, left, right));

    private static readonly TokenListParser<RuleToken, RuleExpression> Whole =
        Parse.Chain(Token.EqualTo(RuleToken.Or), Conjoined, (_, left, right) => new Disjunction(left.Offset, left, right));

    /// <summary>A whole rule.</summary>
    public static TokenListParser<RuleToken, RuleExpression> Rule { get; } = Whole.AtEnd();

    private static RuleExpression ToComparison(RuleExpression left, RuleToken sign, bool not, RuleExpression right)
    {
        var comparison = new Comparison(left.Offset, sign, left, right);
        return not ? new Negation(left.Offset, comparison) : comparison;
    }

    private static RuleLiteral ToNumber(Token<RuleToken> token) => new NumberLiteral(At(token), RuleNumbers.Parse(token.ToStringValue()));

    private static RuleLiteral ToText(Token<RuleToken> token)
    {
        var quoted = token.ToStringValue();
        var quote = quoted[..1];
        return new TextLiteral(At(token), quoted[1..^1].Replace(quote + quote, quote, StringComparison.Ordinal));
    }

    private static int At(Token<RuleToken> token) => token.Position.Absolute;
}
