namespace Baton.Providers.Simulated.Answers;

/// <summary>A block of code in the language asked for, named after what was asked for.</summary>
internal static class Code
{
    private static readonly (string Cue, string Fence)[] Languages =
        [("c#", "csharp"), ("csharp", "csharp"), ("typescript", "typescript"), ("javascript", "javascript"), ("python", "python"), ("sql", "sql")];

    private static readonly string[] NotNames =
        ["function", "method", "code", "python", "javascript", "typescript", "csharp", "sql", "class", "program", "script", "query", "implement"];

    public static string Good(string prompt, IReadOnlyList<string> terms)
    {
        var language = Languages.FirstOrDefault(l => prompt.Contains(l.Cue, StringComparison.OrdinalIgnoreCase)).Fence ?? "python";
        var words = terms.Where(t => !NotNames.Contains(t) && t.All(char.IsAsciiLetter)).Take(3).ToArray();
        words = words.Length == 0 ? ["solve"] : words;
        return $"Here is a function for {string.Join(' ', words)}.\n\n```{language}\n{Body(language, words)}\n```\n\n"
            + "It goes through the items once, checks its input first, and leaves the caller's data as they are.";
    }

    public static string Weak(IReadOnlyList<string> terms) =>
        $"You could write a function about {terms[0]}:\n\n```\n# TODO: {terms[0]}\npass\n```";

    private static string Body(string language, string[] words)
    {
        var snake = string.Join('_', words);
        var pascal = string.Concat(words.Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
        var camel = char.ToLowerInvariant(pascal[0]) + pascal[1..];
        return language switch
        {
            "csharp" => $$"""
                public static IReadOnlyList<T> {{pascal}}<T>(IEnumerable<T> items)
                {
                    ArgumentNullException.ThrowIfNull(items);
                    return [.. items.Order()];
                }
                """,
            "javascript" => $$"""
                function {{camel}}(items) {
                  if (!Array.isArray(items)) throw new TypeError("items must be an array");
                  return [...items].sort();
                }
                """,
            "typescript" => $$"""
                function {{camel}}<T>(items: readonly T[]): T[] {
                  return [...items].sort();
                }
                """,
            "sql" => $"""
                SELECT {words[0]}, COUNT(*) AS total
                FROM {words[^1]}
                GROUP BY {words[0]}
                ORDER BY total DESC;
                """,
            _ => $"""
                def {snake}(items):
                    if items is None:
                        raise ValueError("items must not be None")
                    return sorted(items)
                """,
        };
    }
}
