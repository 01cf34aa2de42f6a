using System.Globalization;

namespace Baton.Storage;

/// <summary>The numbered scripts that bring a database to the program's schema: each applied once, in order, all in one transaction.</summary>
internal sealed class Migrations
{
    private readonly (int Number, string Name)[] _scripts;

    /// <summary>Finds the scripts of a kind of database, embedded as <c>KIND/0001_what.sql</c>.</summary>
    public Migrations(string kind) => _scripts =
    [
        .. typeof(Migrations).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(kind + "/", StringComparison.Ordinal))
            .Select(name => (int.Parse(name[(kind.Length + 1)..].Split('_')[0], NumberStyles.None, CultureInfo.InvariantCulture), name))
            .OrderBy(script => script.Item1),
    ];

    /// <summary>The schema that the program knows.</summary>
    public int Latest => _scripts[^1].Number;

    /// <summary>Every number, in order.</summary>
    public IEnumerable<int> Numbers => _scripts.Select(s => s.Number);

    /// <summary>What an older database lacks.</summary>
    /// <param name="version">Its schema.</param>
    /// <param name="database">Its name, for people.</param>
    /// <param name="instead">What else somebody may do: <c>name another folder with --data</c>.</param>
    /// <exception cref="BatonException">A newer program wrote it.</exception>
    public IEnumerable<(int Number, string Sql)> After(int version, string database, string instead) => version > Latest
        ? throw new BatonException(
            ErrorCodes.StorageFailed,
            $"{database} was written by a newer Baton (its schema is {version}, this one knows up to {Latest}). Update Baton, or {instead}.")
        : _scripts.Where(script => script.Number > version).Select(script => (script.Number, Read(script.Name)));

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(Migrations).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
