using System.Text;

namespace Baton.Models.Configuration.Syntax;

/// <summary>Puts environment variables into a text: <c>${NAME}</c>, <c>${NAME:-default}</c>, and <c>$${</c> for <c>${</c> itself.</summary>
internal static class EnvironmentText
{
    /// <summary>Whether a text names a variable.</summary>
    public static bool Has(string text) => text.Contains("${", StringComparison.Ordinal);

    /// <summary>Replaces every variable by what it holds; what that is, is never looked at again.</summary>
    /// <param name="text">The text.</param>
    /// <param name="environment">Looks a variable up.</param>
    /// <param name="problem">What is wrong, and at which offset; a value is never part of it.</param>
    /// <returns>The text; <c>null</c> where something is wrong.</returns>
    public static string? Expand(string text, Func<string, string?> environment, out (int Offset, string Message) problem)
    {
        problem = default;
        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var next = text.IndexOf("${", at, StringComparison.Ordinal);
            if (next < 0)
            {
                return result.Append(text, at, text.Length - at).ToString();
            }

            if (next > at && text[next - 1] == '$')
            {
                result.Append(text, at, next - 1 - at).Append("${");
                at = next + 2;
                continue;
            }

            result.Append(text, at, next - at);
            var close = text.IndexOf('}', next);
            if (close < 0)
            {
                problem = (next, "has a '${' without its '}'");
                return null;
            }

            if (Look(text[(next + 2)..close], environment, out var message) is not { } value)
            {
                problem = (next, message);
                return null;
            }

            result.Append(value);
            at = close + 1;
        }

        return result.ToString();
    }

    private static string? Look(string inside, Func<string, string?> environment, out string message)
    {
        message = "";
        var dash = inside.IndexOf(":-", StringComparison.Ordinal);
        var name = dash < 0 ? inside : inside[..dash];
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            message = $"names no environment variable in '${{{inside}}}': write ${{NAME}} or ${{NAME:-default}}";
            return null;
        }

        var value = environment(name);
        if (dash >= 0)
        {
            return string.IsNullOrEmpty(value) ? inside[(dash + 2)..] : value;
        }

        message = value is null
            ? $"needs the environment variable {name}, which is not set: set it, or give a default with ${{{name}:-default}}"
            : "";
        return value;
    }
}
