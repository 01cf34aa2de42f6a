using System.Text.RegularExpressions;

namespace Baton.Residency.Launching;

/// <summary>Takes folders out of what a process said: callers are not told where things lie on this machine, the control API is.</summary>
internal static partial class Folders
{
    /// <summary>The text with every path cut down to its last part.</summary>
    /// <param name="text">What a process said.</param>
    /// <param name="plan">How it was started: its paths are known, also where they hold spaces.</param>
    public static string LeftOut(string text, LaunchPlan plan)
    {
        foreach (var path in plan.Arguments.Prepend(plan.Command).Where(Path.IsPathRooted))
        {
            text = text.Replace(path, Path.GetFileName(path), StringComparison.Ordinal);
        }

        return Rooted().Replace(text, "");
    }

    /// <summary>The folders of an absolute path; an address (<c>http://</c>) is none.</summary>
    [GeneratedRegex("""(?<![\w./\\])(?:[A-Za-z]:)?[/\\](?:[^\s/\\'"|:]+[/\\])+""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Rooted();
}
