namespace Baton.Models;

/// <summary>Finds the known names that someone may have meant, for messages about unknown ones.</summary>
public static class NearestNames
{
    /// <summary>The known names nearest to what was written, by the Damerau–Levenshtein distance (optimal string alignment).</summary>
    /// <param name="written">What was written.</param>
    /// <param name="known">What is known.</param>
    /// <param name="count">The most names to return.</param>
    /// <returns>Names at most a third of their length away, or that contain what was written; nearest first.</returns>
    public static IReadOnlyList<string> Find(string written, IEnumerable<string> known, int count = 3)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(known);
        var lower = written.ToLowerInvariant();
        return [.. known
            .Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Distance: Distance(lower, name.ToLowerInvariant())))
            .Where(pair => pair.Distance <= Math.Max(2, pair.Name.Length / 3)
                || (lower.Length > 2 && pair.Name.Contains(lower, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Name, StringComparer.Ordinal)
            .Take(count)
            .Select(pair => pair.Name)];
    }

    /// <summary>A sentence about the nearest names, for the end of a message.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="known">What is known.</param>
    /// <returns><c> Did you mean 'a' or 'b'?</c>, with a leading space, or nothing where none is near.</returns>
    public static string Suggest(string written, IEnumerable<string> known)
    {
        var near = Find(written, known);
        return near.Count == 0 ? "" : $" Did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?";
    }

    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var best = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    best = Math.Min(best, rows[i - 2, j - 2] + 1);
                }

                rows[i, j] = best;
            }
        }

        return rows[a.Length, b.Length];
    }
}
