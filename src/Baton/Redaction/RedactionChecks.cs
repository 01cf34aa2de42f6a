namespace Baton.Redaction;

/// <summary>Check digits: they tell a number that names an account from one that does not.</summary>
internal static class RedactionChecks
{
    /// <summary>Payment cards: 13 to 19 digits whose last is right by Luhn's formula (ISO/IEC 7812-1).</summary>
    public static bool IsCard(string text)
    {
        var sum = 0;
        var place = 0;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                var digit = text[i] - '0';
                digit = place++ % 2 == 1 ? digit * 2 : digit;
                sum += digit > 9 ? digit - 9 : digit;
            }
        }

        return place is >= 13 and <= 19 && sum % 10 == 0 && sum > 0;
    }

    /// <summary>Bank accounts: the remainder by 97 is 1 (ISO 13616).</summary>
    public static bool IsIban(string text)
    {
        var plain = text.Replace(" ", "", StringComparison.Ordinal);
        if (plain.Length is < 15 or > 34)
        {
            return false;
        }

        var rest = 0;
        foreach (var sign in plain[4..] + plain[..4])
        {
            rest = char.IsAsciiDigit(sign) ? (rest * 10 + (sign - '0')) % 97 : (rest * 100 + (sign - 'A' + 10)) % 97;
        }

        return rest == 1;
    }

    /// <summary>Telephone numbers have 7 to 15 digits (ITU-T E.164).</summary>
    public static bool IsPhone(string text) => text.Count(char.IsAsciiDigit) is >= 7 and <= 15;
}
