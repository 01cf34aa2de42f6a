using System.Collections.Frozen;
using System.Collections.Immutable;
using Baton.Models;

namespace Baton.Routing.Rules;

/// <summary>A name that rules may use: its type, how to read it, and the values it may have where those are few.</summary>
internal sealed class RuleName
{
    private RuleName(string name, RuleType type) => (Name, Type) = (name, type);

    /// <summary>Every name.</summary>
    public static ImmutableArray<RuleName> All { get; } =
    [
        Of("task.type", (in RuleInput i) => i.Task.Type.Name(), TaskTypes.Names),
        Of("task.complexity", (in RuleInput i) => i.Task.Complexity),
        Of("task.input_tokens", (in RuleInput i) => i.Task.InputTokens),
        Of("task.output_tokens", (in RuleInput i) => i.Task.OutputTokens),
        Of("task.requires", (in RuleInput i) => i.Task.Requires, Capabilities.All),
        Of("task.requires_speed", (in RuleInput i) => i.Task.RequiresSpeed),
        Of("request.tools", (in RuleInput i) => i.Facts.Tools),
        Of("request.stream", (in RuleInput i) => i.Facts.Stream),
        Of("request.user", (in RuleInput i) => i.Facts.User),
        Of("request.tenant", (in RuleInput i) => i.Facts.Tenant),
        Of("request.tags", (in RuleInput i) => i.Facts.Tags, []),
        Of("request.role", (in RuleInput i) => i.Facts.Role),
        Of("conversation.turns", (in RuleInput i) => i.Facts.Turns),
        Of("conversation.tokens", (in RuleInput i) => i.Facts.ConversationTokens),
        Of("budget.spent", (in RuleInput i) => i.Facts.BudgetSpent),
    ];

    private static readonly FrozenDictionary<string, RuleName> ByName = All.ToFrozenDictionary(n => n.Name, StringComparer.Ordinal);

    public string Name { get; }

    public RuleType Type { get; }

    /// <summary>All values it can have; empty where any may be.</summary>
    public ImmutableArray<string> Known { get; private init; } = [];

    public RuleTest? Flag { get; private init; }

    public RuleNumber? Number { get; private init; }

    public RuleText? Text { get; private init; }

    public RuleTexts? Texts { get; private init; }

    public static RuleName? Find(string name) => ByName.GetValueOrDefault(name);

    private static RuleName Of(string name, RuleTest read) => new(name, RuleType.Flag) { Flag = read };

    private static RuleName Of(string name, RuleNumber read) => new(name, RuleType.Number) { Number = read };

    private static RuleName Of(string name, RuleText read, ImmutableArray<string> known = default) =>
        new(name, RuleType.Text) { Text = read, Known = known.IsDefault ? [] : known };

    private static RuleName Of(string name, RuleTexts read, ImmutableArray<string> known) =>
        new(name, RuleType.Texts) { Texts = read, Known = known };
}
