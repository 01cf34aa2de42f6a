using System.Globalization;

namespace Baton.Routing.Rules;

/// <summary>How numbers stand in rules. Decimals, so that what is printed reads back as the same number.</summary>
internal static class RuleNumbers
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    public static bool TryParse(string text, out decimal number) =>
        decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out number) && !text.EndsWith('.');

    public static decimal Parse(string text) => decimal.Parse(text, Style, CultureInfo.InvariantCulture);

    public static string Print(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
