using Baton.Models.Configuration.Binding;
using Keys = Baton.Models.Configuration.Binding.KeyOf<Baton.Models.Configuration.ScheduledSwapOptions>;

namespace Baton.Models.Configuration.Sections;

/// <summary>An entry of a role's <c>schedule</c>.</summary>
internal static class ScheduleSection
{
    public static Section<ScheduledSwapOptions> Section { get; } = new(
        "schedule",
        _ => new ScheduledSwapOptions { Model = "" },
        Keys.Value("at", Words.TimeOfDay, (o, v) => o with { At = v }, "The time of day, such as \"22:30\".").Required(),
        Keys.Value("model", Shapes.Text, (o, v) => o with { Model = v }, "The model to change to.").Required(),
        Keys.Value("days", new ListShape<DayOfWeek>(Words.Day), (o, v) => o with { Days = v },
            "Days of the week. None: every day.").Default("[]"),
        Keys.Value("time_zone", Words.TimeZone, (o, v) => o with { TimeZone = v },
            "The time zone, by its IANA name.").Default("UTC"));
}
