using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Baton.Providers.Simulated.Schemas;

/// <summary>Makes a string of the format, pattern and length asked for.</summary>
internal static class SchemaString
{
    private const int LongestPadding = 20_000;

    public static JsonNode Make(JsonObject flat, ValueSource values, string property, string path, int variant)
    {
        var least = (int?)SchemaKeywords.Number(flat["minLength"]) ?? 0;
        var most = (int?)SchemaKeywords.Number(flat["maxLength"]) ?? int.MaxValue;
        var draw = $"{path}#{variant}";
        var text = flat["pattern"]?.ToString() is { } pattern ? PatternText.Make(pattern, values.Chance, draw, least, most) : null;
        text ??= flat["format"]?.ToString() is { } format ? Formatted(format, values, draw) : null;
        return JsonValue.Create(text ?? Fit(values.Text(property, variant), values, least, most));
    }

    /// <summary>An example of a format (JSON Schema Validation 2020-12, section 7.3).</summary>
    private static string? Formatted(string format, ValueSource values, string draw)
    {
        var chance = values.Chance;
        var day = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(chance.Below(draw, 500_000));
        var word = new string([.. values.Key(0).Where(char.IsAsciiLetterOrDigit)]) is { Length: > 0 } ascii ? ascii : "example";
        var hex = chance.Name(draw) + chance.Name(draw + "'");
        return format switch
        {
            "date-time" => day.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            "date" => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "time" => day.ToString("HH:mm:ssZ", CultureInfo.InvariantCulture),
            "duration" => $"PT{1 + chance.Below(draw, 59)}M",
            "email" or "idn-email" => $"{word}{chance.Below(draw, 100)}@example.com",
            "hostname" or "idn-hostname" => $"{word}{chance.Below(draw, 100)}.example.com",
            "ipv4" => $"192.0.2.{chance.Below(draw, 255)}",
            "ipv6" => $"2001:db8::{chance.Below(draw, 0xffff):x}",
            "uri" or "iri" or "url" => $"https://example.com/{word}/{chance.Below(draw, 100)}",
            "uri-reference" or "iri-reference" => $"/{word}/{chance.Below(draw, 100)}",
            "uuid" => $"{hex[..8]}-{hex[8..12]}-4{hex[13..16]}-8{hex[17..20]}-{hex[20..32]}",
            "json-pointer" => $"/{word}",
            "regex" => $"^{word}$",
            _ => null,
        };
    }

    /// <summary>Cut or lengthened to its bounds, which count characters, not UTF-16 units.</summary>
    private static string Fit(string text, ValueSource values, int least, int most)
    {
        var fitted = new StringBuilder(text);
        var length = Length(text);
        for (var i = 0; length < Math.Min(least, LongestPadding); i++)
        {
            var word = values.Key(i % 4);
            fitted.Append(' ').Append(word);
            length += Length(word) + 1;
        }

        if (fitted.Length <= most)
        {
            return fitted.ToString();
        }

        var cut = string.Concat(fitted.ToString().EnumerateRunes().Take(Math.Max(0, most)).Select(r => r.ToString()));
        return Length(cut.TrimEnd()) >= least ? cut.TrimEnd() : cut;
    }

    private static int Length(string text) => text.EnumerateRunes().Count();
}
