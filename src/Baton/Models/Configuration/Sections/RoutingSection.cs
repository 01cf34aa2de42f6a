using Baton.Models.Configuration.Binding;
using Keys = Baton.Models.Configuration.Binding.KeyOf<Baton.Models.Configuration.RoutingOptions>;
using PolicyKeys = Baton.Models.Configuration.Binding.KeyOf<Baton.Models.Configuration.PlacementPolicyOptions>;
using RuleKeys = Baton.Models.Configuration.Binding.KeyOf<Baton.Models.Configuration.RuleOptions>;

namespace Baton.Models.Configuration.Sections;

/// <summary><c>routing</c> and <c>policies</c>. The conditions are checked by the room that knows their language.</summary>
internal static class RoutingSection
{
    private static Section<RuleOptions> Rule { get; } = new(
        "rule",
        _ => new RuleOptions("", []),
        RuleKeys.Value("when", Shapes.Text, (o, v) => o with { When = v },
            "The condition, such as \"task.type == 'coding' and task.complexity > 0.7\".").Required(),
        RuleKeys.Value("use", new ListShape<string>(Shapes.Text, orOne: true), (o, v) => o with { Use = v },
            "A model, a role, or a list of them, tried in order.").Required());

    public static Section<RoutingOptions> Section { get; } = new(
        "routing",
        _ => new RoutingOptions(),
        Keys.Value("strategy", Words.Of("quality", "cost", "latency", "balanced"), (o, v) => o with { Strategy = v },
            "What counts when 'auto' chooses.").Default("balanced"),
        Keys.Value("rules", new ListShape<RuleOptions>(Rule), (o, v) => o with { Rules = v },
            "Rules that come before the strategy; the first whose condition holds is used.").Default("[]"));

    /// <summary>An entry of <c>policies</c>.</summary>
    public static Section<PlacementPolicyOptions> Policy { get; } = new(
        "policy",
        _ => new PlacementPolicyOptions("", null),
        PolicyKeys.Value("when", Shapes.Text, (o, v) => o with { When = v },
            "The condition, such as \"request.tenant == 'clinic'\".").Required(),
        PolicyKeys.Value("locality", Words.Locality.OrNull(), (o, v) => o with { Locality = v },
            "Where requests that it holds for must run. null: anywhere.").Default("null"),
        PolicyKeys.Value("models", new ListShape<string>(Shapes.Text, orOne: true), (o, v) => o with { Models = v },
            "The models that may answer them. []: any.").Default("[]"),
        PolicyKeys.Value("providers", new ListShape<string>(Shapes.Text, orOne: true), (o, v) => o with { Providers = v },
            "The providers that they may be sent to. []: any.").Default("[]"));
}
