namespace Baton.Routing.Rules;

/// <summary>What a rule is tested against.</summary>
/// <param name="Task">What the request asks for.</param>
/// <param name="Facts">What else is known of it.</param>
internal readonly record struct RuleInput(TaskAnalysis Task, RuleFacts Facts);

/// <summary>A checked rule.</summary>
internal sealed class Rule
{
    private readonly RuleTest _test;

    public Rule(string text, RuleExpression expression, RuleTest test)
    {
        Text = text;
        Expression = expression;
        _test = test;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Its syntax tree.</summary>
    public RuleExpression Expression { get; }

    /// <summary>Whether it holds. Allocates nothing.</summary>
    /// <param name="input">What to test.</param>
    /// <returns>Whether it holds.</returns>
    public bool Matches(in RuleInput input) => _test(in input);
}
