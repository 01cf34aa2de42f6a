using System.Collections.Immutable;
using System.Diagnostics;

namespace Baton.Routing.Rules;

/// <summary>Makes a checked syntax tree a delegate of delegates: no boxing, no allocation when it runs, no code generation.</summary>
internal static class RuleCompiler
{
    public static RuleTest Compile(RuleExpression expression)
    {
        switch (expression)
        {
            case FlagLiteral flag:
                return (in RuleInput _) => flag.Value;
            case NameReference name:
                return RuleName.Find(name.Name)!.Flag!;
            case Negation not:
                var operand = Compile(not.Operand);
                return (in RuleInput input) => !operand(in input);
            case Conjunction both:
                var (first, second) = (Compile(both.Left), Compile(both.Right));
                return (in RuleInput input) => first(in input) && second(in input);
            case Disjunction both:
                var (one, other) = (Compile(both.Left), Compile(both.Right));
                return (in RuleInput input) => one(in input) || other(in input);
            case Comparison comparison:
                return Compare(comparison);
            default:
                throw new UnreachableException();
        }
    }

    private static RuleTest Compare(Comparison comparison) => comparison.Operator switch
    {
        RuleToken.In => Member(comparison.Left, comparison.Right),
        RuleToken.Contains => Member(comparison.Right, comparison.Left),
        RuleToken.Equal => Equal(comparison.Left, comparison.Right),
        RuleToken.NotEqual => Not(Equal(comparison.Left, comparison.Right)),
        _ => Order(comparison.Operator, Number(comparison.Left)!, Number(comparison.Right)!),
    };

    private static RuleTest Not(RuleTest test) => (in RuleInput input) => !test(in input);

    private static RuleTest Order(RuleToken sign, RuleNumber left, RuleNumber right) => sign switch
    {
        RuleToken.Less => (in RuleInput i) => left(in i) < right(in i),
        RuleToken.LessOrEqual => (in RuleInput i) => left(in i) <= right(in i),
        RuleToken.Greater => (in RuleInput i) => left(in i) > right(in i),
        RuleToken.GreaterOrEqual => (in RuleInput i) => left(in i) >= right(in i),
        _ => throw new UnreachableException(),
    };

    private static RuleTest Equal(RuleExpression left, RuleExpression right)
    {
        if (Number(left) is { } number)
        {
            var other = Number(right)!;
            return (in RuleInput i) => number(in i).Equals(other(in i));
        }

        if (Text(left) is { } text)
        {
            var other = Text(right)!;
            return (in RuleInput i) => string.Equals(text(in i), other(in i), StringComparison.Ordinal);
        }

        var (one, two) = (Compile(left), Compile(right));
        return (in RuleInput i) => one(in i) == two(in i);
    }

    private static RuleTest Member(RuleExpression item, RuleExpression whole)
    {
        if (Text(item) is not { } text)
        {
            var number = Number(item)!;
            ImmutableArray<double> numbers = [.. ((ListLiteral)whole).Items.OfType<NumberLiteral>().Select(n => (double)n.Value)];
            return (in RuleInput i) => numbers.AsSpan().Contains(number(in i));
        }

        if (Text(whole) is { } longer)
        {
            return (in RuleInput i) =>
                text(in i) is { } part && longer(in i)?.Contains(part, StringComparison.Ordinal) == true;
        }

        if (whole is NameReference name)
        {
            var texts = RuleName.Find(name.Name)!.Texts!;
            return (in RuleInput i) => Holds(texts(in i).AsSpan(), text(in i));
        }

        ImmutableArray<string> written = [.. ((ListLiteral)whole).Items.OfType<TextLiteral>().Select(t => t.Value)];
        return (in RuleInput i) => Holds(written.AsSpan(), text(in i));
    }

    private static bool Holds(ReadOnlySpan<string> texts, string? sought)
    {
        foreach (var text in texts)
        {
            if (string.Equals(text, sought, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static RuleNumber? Number(RuleExpression expression)
    {
        if (expression is NumberLiteral literal)
        {
            var value = (double)literal.Value;
            return (in RuleInput _) => value;
        }

        return expression is NameReference name ? RuleName.Find(name.Name)!.Number : null;
    }

    private static RuleText? Text(RuleExpression expression)
    {
        if (expression is TextLiteral literal)
        {
            return (in RuleInput _) => literal.Value;
        }

        return expression is NameReference name ? RuleName.Find(name.Name)!.Text : null;
    }
}
