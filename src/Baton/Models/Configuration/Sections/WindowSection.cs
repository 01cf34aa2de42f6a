using Baton.Models.Configuration.Binding;
using Keys = Baton.Models.Configuration.Binding.KeyOf<Baton.Models.Configuration.MaintenanceWindowOptions>;

namespace Baton.Models.Configuration.Sections;

/// <summary>An entry of <c>auto_swap.windows</c>.</summary>
internal static class WindowSection
{
    public static Section<MaintenanceWindowOptions> Section { get; } = new(
        "window",
        _ => new MaintenanceWindowOptions(),
        Keys.Value("from", Words.TimeOfDay, (o, v) => o with { From = v }, "When it opens, such as \"22:00\".").Required(),
        Keys.Value("to", Words.TimeOfDay, (o, v) => o with { To = v }, "When it closes; on the next day where that is before 'from'.").Required(),
        Keys.Value("days", new ListShape<DayOfWeek>(Words.Day), (o, v) => o with { Days = v },
            "Days of the week on which it opens. None: every day.").Default("[]"),
        Keys.Value("time_zone", Words.TimeZone, (o, v) => o with { TimeZone = v },
            "The time zone, by its IANA name.").Default("UTC"));
}
