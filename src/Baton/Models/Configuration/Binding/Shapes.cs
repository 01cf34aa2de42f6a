using System.Text.Json.Nodes;

namespace Baton.Models.Configuration.Binding;

/// <summary>The shapes of single values and their lists, by the names that sections use.</summary>
internal static class Shapes
{
    private const string Variable = @"\$\{";

    /// <summary>A text that says something.</summary>
    public static Shape<string> Text { get; } = new ScalarShape<string>(
        "a text", (string t, out string v) => (v = t).Length == 0 ? "leave the key out where there is nothing to say" : null, () => Typed("string"));

    /// <summary>A text that may be empty.</summary>
    public static Shape<string> AnyText { get; } = new ScalarShape<string>("a text", Take, () => Typed("string"));

    /// <summary>A text that no message shows.</summary>
    public static Shape<string> Secret { get; } = new ScalarShape<string>("a text", Take, () => Typed("string"), secret: true);

    /// <summary>Texts that say something.</summary>
    public static Shape<EquatableArray<string>> Texts { get; } = new ListShape<string>(Text);

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static Shape<bool> Flag { get; } = new ScalarShape<bool>(
        "true or false",
        (string t, out bool v) => (v = t is "true" or "True" or "TRUE") || t is "false" or "False" or "FALSE" ? null : "",
        () => OrVariable(Typed("boolean")))
    { Json = JsonTypes.Flag };

    /// <summary>Bytes.</summary>
    public static Shape<long> Size { get; } = new ScalarShape<long>(
        "a size such as 16GB, 512MiB or a number of bytes", Quantities.ParseSize, () => NumberOr(@"^[0-9]+(\.[0-9]+)?\s*([KkMmGgTt][Ii]?)?[Bb]?$"))
    { Json = JsonTypes.Text | JsonTypes.Number };

    /// <summary>A count that may be large.</summary>
    public static Shape<long> Count { get; } = new ScalarShape<long>(
        "a count such as 7B, 135M or a number", Quantities.ParseCount, () => NumberOr(@"^[0-9]+(\.[0-9]+)?\s*[KkMmBbTt]?$"))
    { Json = JsonTypes.Text | JsonTypes.Number };

    /// <summary>A path of a file or folder.</summary>
    public static Shape<string> FilePath { get; } = new ScalarShape<string>(
        "a path", (string t, out string v) => string.IsNullOrWhiteSpace(v = t) || t.Contains('\0', StringComparison.Ordinal) ? "" : null, () => Typed("string"));

    /// <summary>A duration.</summary>
    /// <param name="positive">Whether nothing is too short.</param>
    public static Shape<TimeSpan> Duration(bool positive = true) => new ScalarShape<TimeSpan>(
        "a duration such as 500ms, 30s, 10m or 1h30m",
        (string t, out TimeSpan v) => Durations.Parse(t, out v) ?? DurationProblem(v, positive),
        () => Patterned(SchemaDuration));

    /// <summary>A duration, or a word for one.</summary>
    public static Shape<TimeSpan> DurationOr(string word, TimeSpan meaning) => new ScalarShape<TimeSpan>(
        $"'{word}' or a duration such as 500ms, 30s or 10m",
        (string t, out TimeSpan v) => t == word ? Meaning(meaning, out v) : Durations.Parse(t, out v) ?? DurationProblem(v, positive: true),
        () => Patterned($"^{word}$|{SchemaDuration}"));

    private static string SchemaDuration => @"^([0-9]+(\.[0-9]+)?(ms|s|m|h|d))+$";

    /// <summary>A text that a pattern describes in the schema; a variable always passes there.</summary>
    public static JsonObject Patterned(string pattern) => new() { ["type"] = "string", ["pattern"] = $"{pattern}|{Variable}" };

    /// <summary>A schema, or a text with a variable.</summary>
    public static JsonObject OrVariable(JsonObject schema) =>
        new() { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "string", ["pattern"] = Variable }) };

    private static JsonObject NumberOr(string pattern) =>
        new() { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "number", ["minimum"] = 0 }, Patterned(pattern)) };

    private static JsonObject Typed(string type) => new() { ["type"] = type };

    private static string? Take(string text, out string value)
    {
        value = text;
        return null;
    }

    private static string? Meaning(TimeSpan meaning, out TimeSpan value)
    {
        value = meaning;
        return null;
    }

    // Timers of the runtime end at 49.7 days; a longer bound would throw in the middle of a request.
    private static string? DurationProblem(TimeSpan value, bool positive) =>
        value > TimeSpan.FromDays(49) ? "the longest is 49d"
        : positive && value == TimeSpan.Zero ? "it must be longer than nothing"
        : null;
}
