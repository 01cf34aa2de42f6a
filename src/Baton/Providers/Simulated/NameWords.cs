namespace Baton.Providers.Simulated;

/// <summary>The words of a programmer's name.</summary>
internal static class NameWords
{
    /// <summary><c>getWeather</c>, <c>get_weather</c>, <c>get-weather</c>: get, weather.</summary>
    public static IReadOnlyList<string> Split(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            var ends = i == name.Length || !char.IsLetterOrDigit(name[i]) || (char.IsUpper(name[i]) && char.IsLower(name[i - 1]));
            if (!ends)
            {
                continue;
            }

            if (i > start && char.IsLetterOrDigit(name[start]))
            {
                words.Add(name[start..i].ToLowerInvariant());
            }

            start = i < name.Length && !char.IsLetterOrDigit(name[i]) ? i + 1 : i;
        }

        return words;
    }
}
