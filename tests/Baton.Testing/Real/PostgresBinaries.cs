namespace Baton.Testing;

/// <summary>Finds PostgreSQL's programs: the folder <c>BATON_POSTGRES</c>, else the newest that Debian installed, else the one on PATH.</summary>
public static class PostgresBinaries
{
    /// <summary>The folder of <c>initdb</c> and <c>postgres</c>, or null.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("BATON_POSTGRES") is { Length: > 0 } set)
            return IsWhole(set) ? set : null;
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Debian().Concat(path).FirstOrDefault(IsWhole);
    }

    private static IEnumerable<string> Debian()
    {
        const string Root = "/usr/lib/postgresql";
        return Directory.Exists(Root)
            ? Directory.GetDirectories(Root).OrderByDescending(d => int.TryParse(Path.GetFileName(d), System.Globalization.CultureInfo.InvariantCulture, out var major) ? major : 0).Select(d => Path.Combine(d, "bin"))
            : [];
    }

    private static bool IsWhole(string folder) => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));
}
