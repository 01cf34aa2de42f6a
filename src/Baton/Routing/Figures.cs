using System.Globalization;

namespace Baton.Routing;

/// <summary>How figures stand in explanations.</summary>
internal static class Figures
{
    public static string Usd(decimal usd) => usd switch
    {
        0 => "$0",
        >= 0.01m => "$" + usd.ToString("0.00##", CultureInfo.InvariantCulture),
        _ => "$" + usd.ToString("0.00######", CultureInfo.InvariantCulture),
    };

    public static string Ms(double ms) => ms < 1_000
        ? string.Create(CultureInfo.InvariantCulture, $"{ms:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{ms / 1_000:0.0##} s");

    public static string Share(double share) => share.ToString("0.00#", CultureInfo.InvariantCulture);

    public static string Tokens(int tokens) => string.Create(CultureInfo.InvariantCulture, $"{tokens} tokens");
}
