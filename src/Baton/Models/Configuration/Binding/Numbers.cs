using System.Globalization;
using System.Text.Json.Nodes;

namespace Baton.Models.Configuration.Binding;

/// <summary>The shapes of numbers.</summary>
internal static class Numbers
{
    /// <summary>A part of a whole, 0 to 1.</summary>
    public static Shape<double> Share { get; } = new ScalarShape<double>(
        "a number from 0 to 1",
        (string t, out double v) => !TryParse(t, out v)
            ? t.EndsWith('%') && TryParse(t[..^1], out var percent) ? $"write {(percent / 100).ToString(CultureInfo.InvariantCulture)}" : ""
            : v is >= 0 and <= 1 ? null : "",
        () => Bounded("number", 0, 1))
    { Json = JsonTypes.Number };

    /// <summary>A number that is not negative.</summary>
    public static Shape<double> NotNegative { get; } = new ScalarShape<double>(
        "a number of at least 0", (string t, out double v) => TryParse(t, out v) && v >= 0 ? null : "", () => Bounded("number", 0, null))
    { Json = JsonTypes.Number };

    /// <summary>A number above 0.</summary>
    public static Shape<double> Positive { get; } = new ScalarShape<double>(
        "a number above 0",
        (string t, out double v) => TryParse(t, out v) && v > 0 ? null : "",
        () => Shapes.OrVariable(new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0 }))
    { Json = JsonTypes.Number };

    /// <summary>US dollars, exact.</summary>
    public static Shape<decimal> Money { get; } = new ScalarShape<decimal>(
        "an amount of US dollars of at least 0",
        (string t, out decimal v) => decimal.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out v) && v >= 0 ? null
            : t.StartsWith('$') ? "leave the currency out" : "",
        () => Bounded("number", 0, null))
    { Json = JsonTypes.Number };

    /// <summary>A whole number.</summary>
    /// <param name="least">The smallest.</param>
    /// <param name="most">The largest.</param>
    public static Shape<int> Whole(int least, int most = int.MaxValue) => new ScalarShape<int>(
        (least, most) switch
        {
            (int.MinValue, _) => "a whole number",
            (_, int.MaxValue) => $"a whole number of at least {least}",
            _ => $"a whole number from {least} to {most}",
        },
        (string t, out int v) => int.TryParse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out v) && v >= least && v <= most
            ? null
            : "",
        () => Bounded("integer", least == int.MinValue ? null : least, most == int.MaxValue ? null : most))
    { Json = JsonTypes.Number };

    private static bool TryParse(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static JsonObject Bounded(string type, int? least, int? most)
    {
        var schema = new JsonObject { ["type"] = type };
        if (least is { } minimum)
        {
            schema["minimum"] = minimum;
        }

        if (most is { } maximum)
        {
            schema["maximum"] = maximum;
        }

        return Shapes.OrVariable(schema);
    }
}
