using Baton.Models.Configuration.Binding;
using Keys = Baton.Models.Configuration.Binding.KeyOf<Baton.Models.Configuration.AutoSwapOptions>;

namespace Baton.Models.Configuration.Sections;

/// <summary><c>auto_swap</c> of a role.</summary>
internal static class AutoSwapSection
{
    public static Section<AutoSwapOptions> Section { get; } = new(
        "auto_swap",
        _ => new AutoSwapOptions(),
        Keys.Value("enabled", Shapes.Flag, (o, v) => o with { Enabled = v }, "Whether it does.").Default("false"),
        Keys.Value("candidates", Shapes.Texts, (o, v) => o with { Candidates = v }, "Models to change to, best first.").Default("[]"),
        Keys.Value("cooldown", Shapes.Duration(positive: false), (o, v) => o with { Cooldown = v },
            "The least time between two automatic swaps.").Default("300s"),
        Keys.Value("min_samples", Numbers.Whole(1), (o, v) => o with { MinSamples = v },
            "Requests seen before anything is concluded.").Default("10"),
        Keys.Value("success_below", Numbers.Share, (o, v) => o with { SuccessBelow = v },
            "The share of successes under which the model is changed, 0 to 1.").Default("0.8"),
        Keys.Value("quality_below", Numbers.Share.OrNull(), (o, v) => o with { QualityBelow = v },
            "The quality under which the model is changed, 0 to 1. null: 0.9 of what the file's model for the role declares.").Default("null"),
        Keys.Value("slower_than", Shapes.Duration().OrNull(), (o, v) => o with { SlowerThan = v },
            "The latency over which the model is changed. null: none.").Default("null"),
        Keys.Value("windows", new ListShape<MaintenanceWindowOptions>(WindowSection.Section), (o, v) => o with { Windows = v },
            "When it may change to another model. None: at any time.").Default("[]"));
}
