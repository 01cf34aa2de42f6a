using System.Diagnostics;

namespace Baton.Routing.Rules;

/// <summary>Writes a syntax tree as a rule that parses back to the same tree.</summary>
internal static class RulePrinter
{
    public static string Print(RuleExpression expression) => expression switch
    {
        NumberLiteral number => RuleNumbers.Print(number.Value),
        TextLiteral text => $"'{text.Value.Replace("'", "''", StringComparison.Ordinal)}'",
        FlagLiteral flag => flag.Value ? "true" : "false",
        ListLiteral list => $"[{string.Join(", ", list.Items.Select(Print))}]",
        NameReference name => name.Name,
        Comparison both => $"{Within(both.Left, Strength.Operand)} {Sign(both.Operator)} {Within(both.Right, Strength.Operand)}",
        Negation not => $"not {Within(not.Operand, Strength.Negation)}",
        Conjunction both => $"{Within(both.Left, Strength.Conjunction)} and {Within(both.Right, Strength.Negation)}",
        Disjunction both => $"{Within(both.Left, Strength.Disjunction)} or {Within(both.Right, Strength.Conjunction)}",
        _ => throw new UnreachableException(),
    };

    public static string Sign(RuleToken token) => token switch
    {
        RuleToken.Equal => "==",
        RuleToken.NotEqual => "!=",
        RuleToken.Less => "<",
        RuleToken.LessOrEqual => "<=",
        RuleToken.Greater => ">",
        RuleToken.GreaterOrEqual => ">=",
        RuleToken.In => "in",
        RuleToken.Contains => "contains",
        _ => throw new UnreachableException(),
    };

    private static string Within(RuleExpression part, Strength least) => Of(part) < least ? $"({Print(part)})" : Print(part);

    private static Strength Of(RuleExpression expression) => expression switch
    {
        Disjunction => Strength.Disjunction,
        Conjunction => Strength.Conjunction,
        Negation => Strength.Negation,
        Comparison => Strength.Comparison,
        _ => Strength.Operand,
    };

    private enum Strength
    {
        Disjunction,
        Conjunction,
        Negation,
        Comparison,
        Operand,
    }
}
