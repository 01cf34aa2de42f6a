using Baton.Models;

namespace Baton.Routing.Rules;

internal delegate bool RuleTest(in RuleInput input);

internal delegate double RuleNumber(in RuleInput input);

internal delegate string? RuleText(in RuleInput input);

internal delegate EquatableArray<string> RuleTexts(in RuleInput input);

/// <summary>The types of values in rules.</summary>
internal enum RuleType
{
    /// <summary>Not known because of an error that was already reported.</summary>
    Unknown,
    Flag,
    Number,
    Text,
    Numbers,
    Texts,
    EmptyList,
}

/// <summary>The types' names in messages.</summary>
internal static class RuleTypeNames
{
    public static string InWords(this RuleType type) => type switch
    {
        RuleType.Flag => "true or false",
        RuleType.Number => "a number",
        RuleType.Text => "a text",
        RuleType.Numbers => "a list of numbers",
        RuleType.Texts => "a list of texts",
        RuleType.EmptyList => "an empty list",
        _ => "unknown",
    };
}
