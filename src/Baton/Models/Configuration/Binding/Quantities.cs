using System.Globalization;

namespace Baton.Models.Configuration.Binding;

/// <summary>Reads sizes (<c>16GB</c> = 16 × 10⁹, <c>16GiB</c> = 16 × 2³⁰, or bytes) and counts (<c>7B</c>, <c>135M</c>).</summary>
internal static class Quantities
{
    private static readonly Dictionary<string, decimal> SizeUnits = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1,
        ["B"] = 1,
        ["KB"] = 1e3m,
        ["MB"] = 1e6m,
        ["GB"] = 1e9m,
        ["TB"] = 1e12m,
        ["KiB"] = 1L << 10,
        ["MiB"] = 1L << 20,
        ["GiB"] = 1L << 30,
        ["TiB"] = 1L << 40,
    };

    private static readonly Dictionary<string, decimal> CountUnits = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1,
        ["K"] = 1e3m,
        ["M"] = 1e6m,
        ["B"] = 1e9m,
        ["T"] = 1e12m,
    };

    /// <summary>Reads a size, in bytes.</summary>
    /// <returns>What to do instead where it is none.</returns>
    public static string? ParseSize(string text, out long value) =>
        Parse(text, SizeUnits, "units are KB, MB, GB, TB (10³ …) and KiB, MiB, GiB, TiB (2¹⁰ …)", out value);

    /// <summary>Reads a count.</summary>
    /// <returns>What to do instead where it is none.</returns>
    public static string? ParseCount(string text, out long value) => Parse(text, CountUnits, "units are K, M, B and T", out value);

    private static string? Parse(string text, Dictionary<string, decimal> units, string known, out long value)
    {
        value = 0;
        var end = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        if (text.StartsWith('-'))
        {
            return "it must not be negative";
        }

        if (!units.TryGetValue(text[end..].Trim(), out var unit))
        {
            return known;
        }

        if (!decimal.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return known;
        }

        if (number > long.MaxValue / unit)
        {
            return "that is too large";
        }

        value = (long)(number * unit);
        return null;
    }
}
