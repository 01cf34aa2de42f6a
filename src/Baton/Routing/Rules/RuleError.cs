namespace Baton.Routing.Rules;

/// <summary>What is wrong with a rule.</summary>
/// <param name="Offset">Where in its text, from 0; at most the text's length.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record RuleError(int Offset, string Message);
