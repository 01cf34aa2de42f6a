using Baton.Models.Configuration.Binding;
using Keys = Baton.Models.Configuration.Binding.KeyOf<Baton.Models.Configuration.BatonOptions>;

namespace Baton.Models.Configuration.Sections;

/// <summary>The whole of <c>baton.yaml</c>.</summary>
internal static class RootSection
{
    public static Section<BatonOptions> Section { get; } = new(
        "baton",
        _ => new BatonOptions(),
        Keys.Value("server", ServerSection.Section, (o, v) => o with { Server = v }, "The gateway's own settings."),
        Keys.Value("data", Shapes.FilePath, (o, v) => o with { Data = v },
            "The folder of what outlives a restart; relative to this file. A change needs a restart.").Default("./.baton"),
        Keys.Value("database", Shapes.Secret.OrNothing(), (o, v) => o with { Database = string.IsNullOrEmpty(v) ? null : v },
            "A PostgreSQL connection string or postgres:// address, for state that many instances share. null: SQLite in data. A change needs a restart.")
            .Default("null"),
        Keys.Value("providers", Named(ProviderSection.Section, NameRule.Provider), (o, v) => o with { Providers = v },
            "Wires to models: each a protocol at an address with a credential.").Default("{}"),
        Keys.Value("models", Named(ModelSection.Section, NameRule.Model), (o, v) => o with { Models = v },
            "Models by the names that requests use.").Default("{}"),
        Keys.Value("roles", Named(RoleSection.Section, NameRule.Printable), (o, v) => o with { Roles = v },
            "Named parts that models play: requests ask for role:NAME.").Default("{}"),
        Keys.Value("routing", RoutingSection.Section, (o, v) => o with { Routing = v }, "How 'auto' chooses."),
        Keys.Value("defaults", PolicySection.Section, (o, v) => o with { Defaults = v },
            "How a request is treated; a model or a single deployment may set any of it for itself."),
        Keys.Value("budgets", new ListShape<BudgetOptions>(BudgetSection.Section), (o, v) => o with { Budgets = v },
            "Limits on money.").Default("[]"),
        Keys.Value("cache", SmallSections.Cache, (o, v) => o with { Cache = v }, "Answers kept for equal requests that are deterministic.").Default("{}"),
        Keys.Value("telemetry", SmallSections.Telemetry, (o, v) => o with { Telemetry = v }, "Where traces and metrics are sent.").Default("{}"),
        Keys.Value("panels", Named(SmallSections.Panel, NameRule.Printable), (o, v) => o with { Panels = v },
            "Ensembles that answer as one: requests ask for panel:NAME.").Default("{}").NotYet(),
        Keys.Value("policies", new ListShape<PlacementPolicyOptions>(RoutingSection.Policy), (o, v) => o with { Policies = v },
            "Which requests may go where: to local models alone, to some models or providers alone.").Default("[]"),
        Keys.Value("residency", SmallSections.Residency, (o, v) => o with { Residency = v },
            "Which local models are in memory.").Default("{}"),
        Keys.Value("redaction", SmallSections.Redaction, (o, v) => o with { Redaction = v },
            "What is taken out of texts before they are stored or exported.").Default("{}"));

    private static MapShape<T, T> Named<T>(Shape<T> section, NameRule names) => new(section, (_, item) => item, names);
}
