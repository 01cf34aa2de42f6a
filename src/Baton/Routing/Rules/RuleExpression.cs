using Baton.Models;

namespace Baton.Routing.Rules;

/// <summary>A rule's syntax tree. <paramref name="Offset"/> is where the part begins in the text, for messages.</summary>
internal abstract record RuleExpression(int Offset);

/// <summary>A value written out.</summary>
internal abstract record RuleLiteral(int Offset) : RuleExpression(Offset);

/// <summary>A number.</summary>
internal sealed record NumberLiteral(int Offset, decimal Value) : RuleLiteral(Offset);

/// <summary>A text.</summary>
internal sealed record TextLiteral(int Offset, string Value) : RuleLiteral(Offset);

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed record FlagLiteral(int Offset, bool Value) : RuleLiteral(Offset);

/// <summary>A list of numbers or of texts.</summary>
internal sealed record ListLiteral(int Offset, EquatableArray<RuleLiteral> Items) : RuleLiteral(Offset);

/// <summary>A name: <c>task.type</c>.</summary>
internal sealed record NameReference(int Offset, string Name) : RuleExpression(Offset);

/// <summary>The opposite.</summary>
internal sealed record Negation(int Offset, RuleExpression Operand) : RuleExpression(Offset);

/// <summary>Both hold.</summary>
internal sealed record Conjunction(int Offset, RuleExpression Left, RuleExpression Right) : RuleExpression(Offset);

/// <summary>One at least holds.</summary>
internal sealed record Disjunction(int Offset, RuleExpression Left, RuleExpression Right) : RuleExpression(Offset);

/// <summary>Two values beside each other. <paramref name="Offset"/> is the left one's.</summary>
internal sealed record Comparison(int Offset, RuleToken Operator, RuleExpression Left, RuleExpression Right) : RuleExpression(Offset);
