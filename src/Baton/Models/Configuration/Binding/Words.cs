using System.Globalization;
using System.Text.Json.Nodes;

namespace Baton.Models.Configuration.Binding;

/// <summary>The shapes of values that are one of a few words.</summary>
internal static class Words
{
    /// <summary>A task type.</summary>
    public static Shape<TaskType> TaskType { get; } = Of(
        TaskTypes.Names, (string t, out TaskType v) => TaskTypes.TryParse(t, out v));

    /// <summary>Where a model runs.</summary>
    public static Shape<Locality> Locality { get; } = Of(
        ["local", "cloud"],
        (string t, out Locality v) => (v = t == "local" ? Models.Locality.Local : Models.Locality.Cloud, t is "local" or "cloud").Item2);

    /// <summary>A day of the week.</summary>
    public static Shape<DayOfWeek> Day { get; } = Of(
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
        (string t, out DayOfWeek v) => Enum.TryParse(t, ignoreCase: true, out v) && char.IsAsciiLetter(t[0]));

    /// <summary>A time of day.</summary>
    public static Shape<TimeOnly> TimeOfDay { get; } = new ScalarShape<TimeOnly>(
        "a time of day such as \"22:30\"",
        (string t, out TimeOnly v) => TimeOnly.TryParseExact(t, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out v) ? null : "",
        () => Shapes.Patterned("^([01][0-9]|2[0-3]):[0-5][0-9]$"));

    /// <summary>A time zone. Where the machine knows none (no tzdata), every name passes.</summary>
    public static Shape<string> TimeZone { get; } = new ScalarShape<string>(
        "a time zone's IANA name such as Europe/Berlin",
        (string t, out string v) => TimeZoneInfo.TryFindSystemTimeZoneById(v = t, out _) || TimeZoneInfo.GetSystemTimeZones().Count <= 1
            ? null
            : Nearest(t, TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id)),
        () => new JsonObject { ["type"] = "string" });

    /// <summary>One of a few words.</summary>
    public static Shape<string> Of(params IReadOnlyList<string> words) =>
        Of(words, (string t, out string v) => words.Contains(v = t));

    private static string Nearest(string written, IEnumerable<string> known) =>
        NearestNames.Suggest(written, known).Trim().Replace("Did", "did", StringComparison.Ordinal);

    private delegate bool Parser<T>(string text, out T value);

    private static ScalarShape<T> Of<T>(IReadOnlyList<string> words, Parser<T> parse) => new(
        $"one of {string.Join(", ", words)}",
        (string t, out T v) => parse(t, out v) ? null : Nearest(t, words),
        () => new JsonObject
        {
            ["anyOf"] = new JsonArray(
            new JsonObject { ["enum"] = new JsonArray([.. words.Select(w => (JsonNode)w)]) }, Shapes.Patterned(@"^\$\{"))
        });
}
