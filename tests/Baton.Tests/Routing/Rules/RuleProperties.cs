using Baton.Models;
using Baton.Routing.Rules;
using FsCheck;
using FsCheck.Fluent;

namespace Baton.Tests.Routing.Rules;

public sealed class RuleProperties
{
    private static readonly RuleToken[] Signs =
    [
        RuleToken.Equal, RuleToken.NotEqual, RuleToken.Less, RuleToken.LessOrEqual, RuleToken.Greater, RuleToken.GreaterOrEqual,
        RuleToken.In, RuleToken.Contains,
    ];

    private static readonly Gen<RuleLiteral> Scalars = Gen.OneOf(
        Gen.Choose(-100_000, 100_000).Select(n => (RuleLiteral)new NumberLiteral(0, n / 1_000m)),
        Gen.Elements("coding", "it's", "\"", "", "ä\n'").Select(t => (RuleLiteral)new TextLiteral(0, t)),
        Gen.Elements(true, false).Select(f => (RuleLiteral)new FlagLiteral(0, f)));

    private static readonly Gen<RuleExpression> Leaves = Gen.OneOf(
        Scalars.Select(s => (RuleExpression)s),
        Scalars.ArrayOf(3).Select(items => (RuleExpression)new ListLiteral(0, items.ToEquatableArray())),
        Gen.Elements("task.type", "budget.spent", "no.such_name").Select(n => (RuleExpression)new NameReference(0, n)));

    [Fact]
    public void A_tree_that_is_printed_and_parsed_is_the_same_tree() =>
        Prop.ForAll(Trees(4).ToArbitrary(), tree =>
        {
            var printed = RulePrinter.Print(tree);
            var parsed = RuleGrammar.Rule(RuleTokenizer.Instance.TryTokenize(printed).Value);
            parsed.HasValue.ShouldBeTrue($"{printed}: {parsed}");
            WithoutOffsets(parsed.Value).ShouldBe(tree, printed);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_gives_a_rule_or_errors_within_it() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text => HoldsFor(text ?? "")).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_row_of_the_languages_own_words_gives_a_rule_or_errors_within_it()
    {
        var words = Gen.Elements(
            "task.type", "task.complexity", "task.requires", "request.tools", "'coding'", "0.7", "-1", "true", "and", "or", "not",
            "in", "contains", "==", "<", "(", ")", "[", "]", ",", "x", "=");
        Prop.ForAll(words.ListOf().Select(w => string.Join(' ', w)).ToArbitrary(), HoldsFor).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_tree_that_passes_the_check_compiles() =>
        Prop.ForAll(Trees(3).ToArbitrary(), tree =>
        {
            if (RuleChecker.Check(tree).Count == 0)
            {
                RuleCompiler.Compile(tree).ShouldNotBeNull();
            }
        }).QuickCheckThrowOnFailure();

    private static void HoldsFor(string text)
    {
        var parsed = RuleParser.Parse(text);
        (parsed.Rule is null).ShouldBe(!parsed.Errors.IsEmpty);
        parsed.Errors.ShouldAllBe(e => e.Offset >= 0 && e.Offset <= text.Length && e.Message.Length > 0);
    }

    private static Gen<RuleExpression> Trees(int depth)
    {
        if (depth == 0)
        {
            return Leaves;
        }

        var smaller = Trees(depth - 1);
        return Gen.OneOf(
            Leaves,
            smaller.Select(e => (RuleExpression)new Negation(0, e)),
            smaller.Two().Select(p => (RuleExpression)new Conjunction(0, p.Item1, p.Item2)),
            smaller.Two().Select(p => (RuleExpression)new Disjunction(0, p.Item1, p.Item2)),
            from sign in Gen.Elements(Signs)
            from sides in smaller.Two()
            select (RuleExpression)new Comparison(0, sign, sides.Item1, sides.Item2));
    }

    private static RuleExpression WithoutOffsets(RuleExpression expression) => expression switch
    {
        ListLiteral list => new ListLiteral(0, list.Items.Select(i => i with { Offset = 0 }).ToEquatableArray()),
        Negation not => new Negation(0, WithoutOffsets(not.Operand)),
        Conjunction both => new Conjunction(0, WithoutOffsets(both.Left), WithoutOffsets(both.Right)),
        Disjunction both => new Disjunction(0, WithoutOffsets(both.Left), WithoutOffsets(both.Right)),
        Comparison both => new Comparison(0, both.Operator, WithoutOffsets(both.Left), WithoutOffsets(both.Right)),
        _ => expression with { Offset = 0 },
    };
}
