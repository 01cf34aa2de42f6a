using System.Globalization;
using System.Text.RegularExpressions;

namespace Baton.Models.Configuration.Binding;

/// <summary>Reads durations: <c>500ms</c>, <c>30s</c>, <c>10m</c>, <c>1h30m</c>, <c>2d</c>; never a bare number.</summary>
internal static partial class Durations
{
    /// <summary>The pattern of a duration, for the schema too.</summary>
    public const string Pattern =
        @"^(?=[0-9])(?:(?<d>[0-9]+(?:\.[0-9]+)?)d)?(?:(?<h>[0-9]+(?:\.[0-9]+)?)h)?(?:(?<m>[0-9]+(?:\.[0-9]+)?)m)?"
        + @"(?:(?<s>[0-9]+(?:\.[0-9]+)?)s)?(?:(?<ms>[0-9]+(?:\.[0-9]+)?)ms)?$";

    private static readonly (string Group, decimal Milliseconds)[] Units =
        [("d", 86_400_000m), ("h", 3_600_000m), ("m", 60_000m), ("s", 1_000m), ("ms", 1m)];

    /// <summary>Reads one.</summary>
    /// <returns>What to do instead where it is none.</returns>
    public static string? Parse(string text, out TimeSpan value)
    {
        value = default;
        if (Shaped().Match(text) is not { Success: true } match)
        {
            return text.StartsWith('-') ? "it must not be negative"
                : decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _) ? $"add a unit, such as {text}s or {text}ms"
                : "units are ms, s, m, h and d, the larger first";
        }

        var sum = 0m;
        foreach (var (group, milliseconds) in Units)
        {
            // Ten digits are over 300 years of seconds; more could overflow the sum.
            if (match.Groups[group] is { Success: true, ValueSpan: var digits })
            {
                if (digits.Length > 12)
                {
                    return "that is too long";
                }

                sum += decimal.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * milliseconds;
            }
        }

        if (sum > 31_536_000_000_000m)
        {
            return "that is too long";
        }

        value = TimeSpan.FromTicks((long)(sum * TimeSpan.TicksPerMillisecond));
        return null;
    }

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shaped();
}
