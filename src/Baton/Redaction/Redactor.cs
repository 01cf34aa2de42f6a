using Baton.Models.Configuration;

namespace Baton.Redaction;

/// <summary>
/// Takes secrets, and by <c>redaction.personal_data</c> what names a person, out of texts before they are stored or exported; in their place stands
/// <c>[redacted:KIND]</c>. What it finds it knows by its form, so a name or a password without any sign of being one stays.
/// </summary>
public static class Redactor
{
    private static readonly RedactionPattern[] Secrets =
    [
        new("private_key", @"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)", _ => true),
        new("api_key", @"\b(sk|pk|rk)-[A-Za-z0-9_-]{16,}|\bbt-[A-Za-z0-9_-]{43}|\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_[A-Za-z0-9_]{22,}|\bglpat-[A-Za-z0-9_-]{20,}|\bxox[abprs]-[A-Za-z0-9-]{10,}|\bAIza[A-Za-z0-9_-]{35}|\bhf_[A-Za-z0-9]{30,}|\bgsk_[A-Za-z0-9]{20,}|\bnpm_[A-Za-z0-9]{36}", _ => true),
        new("token", @"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}", _ => true),
        new("token", @"(?i)\b(?:bearer|basic)[ ]+(?<it>[A-Za-z0-9._~+/=-]{12,})", _ => true),
        new("password", @"\b[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@""']*:(?<it>[^\s@/""']+)@", _ => true),
        new("password", @"(?i)(?:password|passwd|pwd|secret|token|api[_-]?key)[""']?[ ]?[:=][ ]?[""']?(?<it>[^\s,;""'&}]{4,})", text => !text.StartsWith("[redacted:", StringComparison.Ordinal)),
    ];

    private static readonly RedactionPattern[] PersonalData =
    [
        new("email", @"\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b", _ => true),
        new("iban", @"\b[A-Z]{2}[0-9]{2}([ ]?[A-Z0-9]{4}){2,7}([ ]?[A-Z0-9]{1,3})?\b", RedactionChecks.IsIban),
        new("card", @"\b[0-9]([ -]?[0-9]){12,18}\b", RedactionChecks.IsCard),
        new("ssn", @"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b", _ => true),
        new("phone", @"\+[1-9][0-9]{0,2}[ ./-]?(\(?[0-9]{1,5}\)?[ ./-]?){2,5}[0-9]{2,}\b|\(?\b[2-9][0-9]{2}\)?[ .-][0-9]{3}[ .-][0-9]{4}\b", RedactionChecks.IsPhone),
        new("ip_address", @"\b(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\.(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}\b", text => !text.StartsWith("127.", StringComparison.Ordinal) && text != "0.0.0.0"),
    ];

    /// <summary>A text as it may be stored.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">What is taken out.</param>
    /// <returns>The text; the same object where nothing was found.</returns>
    public static string Redact(string text, RedactionOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        text = Apply(text, options.Secrets ? Secrets : []);
        return Apply(text, options.PersonalData ? PersonalData : []);
    }

    private static string Apply(string text, RedactionPattern[] patterns)
    {
        foreach (var pattern in patterns)
        {
            text = pattern.Apply(text);
        }

        return text;
    }
}
