using System.Text.RegularExpressions;

namespace Baton.Redaction;

/// <summary>A form by which something is known, and a check of what the form cannot say. Matching takes time linear in the text, whatever it holds.</summary>
/// <param name="kind">What stands in the place of what is found.</param>
/// <param name="form">A regular expression; where it has a group <c>it</c>, that alone is taken out.</param>
/// <param name="holds">Whether a match is one.</param>
internal sealed class RedactionPattern(string kind, string form, Func<string, bool> holds)
{
    private readonly Regex _form = new(form, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public string Apply(string text) => _form.Replace(text, match =>
    {
        var it = match.Groups["it"] is { Success: true } group ? group : (Capture)match;
        return holds(it.Value)
            ? string.Concat(match.ValueSpan[..(it.Index - match.Index)], $"[redacted:{kind}]", match.ValueSpan[(it.Index - match.Index + it.Length)..])
            : match.Value;
    });
}
