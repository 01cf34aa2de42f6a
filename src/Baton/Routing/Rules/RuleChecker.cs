using System.Collections.Immutable;
using System.Diagnostics;
using Baton.Models;

namespace Baton.Routing.Rules;

/// <summary>Finds everything in a syntax tree that cannot mean anything: unknown names, unlike types, values that never occur.</summary>
internal sealed class RuleChecker
{
    private readonly List<RuleError> _errors = [];

    public static IReadOnlyList<RuleError> Check(RuleExpression expression)
    {
        var checker = new RuleChecker();
        checker.DemandFlag(expression, "a rule");
        return [.. checker._errors.OrderBy(e => e.Offset)];
    }

    private RuleType TypeOf(RuleExpression expression)
    {
        switch (expression)
        {
            case NumberLiteral:
                return RuleType.Number;
            case TextLiteral:
                return RuleType.Text;
            case FlagLiteral:
                return RuleType.Flag;
            case ListLiteral list:
                return TypeOfList(list);
            case NameReference name:
                return TypeOfName(name);
            case Negation not:
                DemandFlag(not.Operand, "'not'");
                return RuleType.Flag;
            case Conjunction both:
                DemandFlag(both.Left, "'and'");
                DemandFlag(both.Right, "'and'");
                return RuleType.Flag;
            case Disjunction both:
                DemandFlag(both.Left, "'or'");
                DemandFlag(both.Right, "'or'");
                return RuleType.Flag;
            case Comparison comparison:
                CheckComparison(comparison);
                return RuleType.Flag;
            default:
                throw new UnreachableException();
        }
    }

    private RuleType TypeOfList(ListLiteral list)
    {
        var first = RuleType.EmptyList;
        foreach (var item in list.Items)
        {
            var type = TypeOf(item) switch
            {
                RuleType.Number => RuleType.Numbers,
                RuleType.Text => RuleType.Texts,
                _ => RuleType.Unknown,
            };
            if (type == RuleType.Unknown)
            {
                return Report(item, "a list holds numbers or texts, not true or false");
            }

            if (first != RuleType.EmptyList && type != first)
            {
                return Report(item, $"the items of a list are of one type, and this one began as {first.InWords()}");
            }

            first = type;
        }

        return first;
    }

    private RuleType TypeOfName(NameReference reference)
    {
        if (RuleName.Find(reference.Name) is { } name)
        {
            return name.Type;
        }

        var hint = reference.Name.Contains('.', StringComparison.Ordinal) ? "" : $" A text stands in quotes: '{reference.Name}'.";
        var near = NearestNames.Suggest(reference.Name, RuleName.All.Select(n => n.Name));
        var known = near.Length > 0 || hint.Length > 0 ? "" : $" Known are {string.Join(", ", RuleName.All.Select(n => n.Name))}.";
        return Report(reference, $"unknown name '{reference.Name}'.{near}{hint}{known}");
    }

    private void CheckComparison(Comparison comparison)
    {
        var left = TypeOf(comparison.Left);
        var right = TypeOf(comparison.Right);
        if (left == RuleType.Unknown || right == RuleType.Unknown)
        {
            return;
        }

        switch (comparison.Operator)
        {
            case RuleToken.In:
                CheckMembership(comparison, item: (comparison.Left, left), whole: (comparison.Right, right));
                break;
            case RuleToken.Contains:
                CheckMembership(comparison, item: (comparison.Right, right), whole: (comparison.Left, left));
                break;
            case RuleToken.Equal or RuleToken.NotEqual:
                CheckEquality(comparison, left, right);
                break;
            default:
                CheckOrder(comparison, left, right);
                break;
        }
    }

    private void CheckMembership(Comparison at, (RuleExpression Part, RuleType Type) item, (RuleExpression Part, RuleType Type) whole)
    {
        var fits = (item.Type, whole.Type) is (RuleType.Text, RuleType.Text or RuleType.Texts) or (RuleType.Number, RuleType.Numbers)
            or (RuleType.Text or RuleType.Number, RuleType.EmptyList);
        if (!fits)
        {
            Report(at, $"{item.Type.InWords()} cannot be in {whole.Type.InWords()}");
            return;
        }

        if (whole.Type != RuleType.Text)
        {
            CheckKnown(item.Part, whole.Part);
        }
    }

    private void CheckEquality(Comparison at, RuleType left, RuleType right)
    {
        if (left is RuleType.Texts or RuleType.Numbers or RuleType.EmptyList && right == left)
        {
            Report(at, "lists are not compared as a whole; ask with 'contains' or 'in'");
        }
        else if (left != right)
        {
            var hint = (left, right) is (RuleType.Texts, RuleType.Text) ? "; ask with 'contains'"
                : (left, right) is (RuleType.Text, RuleType.Texts) or (RuleType.Number, RuleType.Numbers) ? "; ask with 'in'" : "";
            Report(at, $"{left.InWords()} is never equal to {right.InWords()}{hint}");
        }
        else
        {
            CheckKnown(at.Left, at.Right);
        }
    }

    private void CheckOrder(Comparison at, RuleType left, RuleType right)
    {
        if ((left, right) is not (RuleType.Number, RuleType.Number))
        {
            Report(at, $"'{RulePrinter.Sign(at.Operator)}' compares two numbers, not {left.InWords()} and {right.InWords()}");
        }
    }

    /// <summary>Where one side is a name with few values, what the other side writes out must be of them.</summary>
    private void CheckKnown(RuleExpression one, RuleExpression other)
    {
        CheckKnown((one as NameReference)?.Name, other);
        CheckKnown((other as NameReference)?.Name, one);
    }

    private void CheckKnown(string? name, RuleExpression written)
    {
        if (name is null || RuleName.Find(name) is not { Known.IsEmpty: false } known)
        {
            return;
        }

        IEnumerable<RuleExpression> parts = written is ListLiteral list ? list.Items : [written];
        foreach (var text in parts.OfType<TextLiteral>().Where(t => !known.Known.Contains(t.Value, StringComparer.Ordinal)))
        {
            Report(text, $"{name} is never '{text.Value}'.{Nearest(text.Value, known.Known)}");
        }
    }

    private static string Nearest(string written, ImmutableArray<string> known) =>
        NearestNames.Suggest(written, known) is { Length: > 0 } near ? near : $" Known are {string.Join(", ", known)}.";

    private void DemandFlag(RuleExpression expression, string who)
    {
        var type = TypeOf(expression);
        if (type is not (RuleType.Flag or RuleType.Unknown))
        {
            Report(expression, $"{who} needs something that is true or false, and this is {type.InWords()}");
        }
    }

    private RuleType Report(RuleExpression at, string message)
    {
        _errors.Add(new RuleError(at.Offset, message));
        return RuleType.Unknown;
    }
}
