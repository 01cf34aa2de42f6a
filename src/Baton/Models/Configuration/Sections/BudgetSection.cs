using Baton.Models.Configuration.Binding;
using Keys = Baton.Models.Configuration.Binding.KeyOf<Baton.Models.Configuration.BudgetOptions>;

namespace Baton.Models.Configuration.Sections;

/// <summary>An entry of <c>budgets</c>.</summary>
internal static class BudgetSection
{
    public static Section<BudgetOptions> Section { get; } = new(
        "budget",
        _ => new BudgetOptions(),
        Keys.Value("scope", Words.Of("global", "tenant", "key", "role", "conversation"), (o, v) => o with { Scope = v },
            "What it limits.").Default("global"),
        Keys.Value("id", Shapes.Text.OrNothing(), (o, v) => o with { Id = v }, "Which one of the scope. null: each.").Default("null"),
        Keys.Value("limit_usd", Numbers.Money, (o, v) => o with { LimitUsd = v }, "The most to spend in a period, in US dollars.").Required(),
        Keys.Value("per", Words.Of("day", "week", "month", "total"), (o, v) => o with { Per = v }, "The period.").Default("total"),
        Keys.Value("time_zone", Words.TimeZone, (o, v) => o with { TimeZone = v },
            "Where days begin, by its IANA name; weeks begin on Monday.").Default("UTC"),
        Keys.Value("hard", Shapes.Flag, (o, v) => o with { Hard = v }, "Whether nothing is spent beyond it; else it only warns.").Default("true"),
        Keys.Value("warn_at", Numbers.Share.OrNull(), (o, v) => o with { WarnAt = v },
            "The share spent at which it warns, 0 to 1. null: never.").Default("null"),
        Keys.Value("cheaper_at", Numbers.Share.OrNull(), (o, v) => o with { CheaperAt = v },
            "The share spent from which on 'auto' chooses cheaper, 0 to 1. null: never.").Default("null"),
        Keys.Value("local_only_at", Numbers.Share.OrNull(), (o, v) => o with { LocalOnlyAt = v },
            "The share spent from which on cloud models are refused, 0 to 1. null: never.").Default("null"));
}
