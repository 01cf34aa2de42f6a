using Baton.Models.Configuration.Binding;
using Keys = Baton.Models.Configuration.Binding.KeyOf<Baton.Models.Configuration.RoleOptions>;

namespace Baton.Models.Configuration.Sections;

/// <summary>An entry of <c>roles</c>.</summary>
internal static class RoleSection
{
    public static Section<RoleOptions> Section { get; } = new(
        "role",
        name => new RoleOptions { Name = name },
        Keys.Value("model", Shapes.Text.OrNothing(), (o, v) => o with { Model = v },
            "The model that plays it. null: none yet.").Default("null"),
        Keys.Value("requires", Shapes.Texts, (o, v) => o with { Requires = v },
            "Capabilities that whoever plays it must have.").Default("[]"),
        Keys.Value("fallbacks", Shapes.Texts.OrNull(), (o, v) => o with { Fallbacks = v },
            "Models to go on with when the role's has no deployment left. null: the model's own.").Default("null"),
        Keys.Value("system", Shapes.AnyText.OrNothing(), (o, v) => o with { System = v },
            "A system prompt put before the conversation.").Default("null"),
        Keys.Value("strict", Shapes.Flag, (o, v) => o with { Strict = v },
            "Whether warnings of a swap count as errors.").Default("false"),
        Keys.Value("auto_swap", AutoSwapSection.Section, (o, v) => o with { AutoSwap = v },
            "When the role changes its model by itself.").Default("{}"),
        Keys.Value("schedule", new ListShape<ScheduledSwapOptions>(ScheduleSection.Section), (o, v) => o with { Schedule = v },
            "Swaps at set times.").Default("[]"),
        Keys.Value("sla", SlaSection.Section.OrNothing(), (o, v) => o with { Sla = v },
            "What it is held to.").Default("null"));
}
