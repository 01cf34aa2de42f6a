using System.Globalization;
using System.Text.RegularExpressions;

namespace Baton.Providers.Anthropic;

/// <summary>
/// What a model of this API takes, told by the version in its name, because the API has no other word for it before it
/// answers 400. The rules are those of the vendor's documentation ("Thinking", "Effort", migration guides).
/// </summary>
/// <param name="AdaptiveThinking">Whether it is told how hard to try, instead of how many tokens to think: from 4.6.</param>
/// <param name="ExtraHighEffort">Whether effort <c>xhigh</c> is known, and thoughts come only when asked for: from 4.7.</param>
/// <param name="Sampling">Whether <c>temperature</c>, <c>top_p</c> and <c>top_k</c> are taken: until 4.6.</param>
/// <param name="TemperatureWithTopP">Whether both may be sent together: until 4.0.</param>
internal sealed partial record ClaudeDialect(bool AdaptiveThinking, bool ExtraHighEffort, bool Sampling, bool TemperatureWithTopP)
{
    /// <summary>For names without a version: the API as it was before models began to differ, which other servers imitate.</summary>
    public static ClaudeDialect Unversioned { get; } = new(false, false, true, true);

    /// <summary>The dialect of a model.</summary>
    /// <param name="model">Its name at the provider: <c>claude-opus-4-6</c>, <c>claude-3-5-haiku-20241022</c>.</param>
    /// <returns>What it takes.</returns>
    public static ClaudeDialect Of(string model)
    {
        var match = Name().Match(model);
        if (!match.Success)
        {
            return Unversioned;
        }

        var major = int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture);
        var minor = match.Groups["minor"] is { Success: true } said ? int.Parse(said.ValueSpan, CultureInfo.InvariantCulture) : 0;
        var version = (major, minor);
        return new ClaudeDialect(
            AdaptiveThinking: version.CompareTo((4, 6)) >= 0,
            ExtraHighEffort: version.CompareTo((4, 7)) >= 0,
            Sampling: version.CompareTo((4, 7)) < 0,
            TemperatureWithTopP: version.CompareTo((4, 1)) < 0);
    }

    /// <summary>A version of one or two numbers, before or after the line's name; eight digits are a date, not a version.</summary>
    [GeneratedRegex(
        @"claude-(?:[a-z]+-)?(?<major>\d{1,2})(?!\d)(?:[-.](?<minor>\d{1,2})(?!\d))?",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Name();
}
