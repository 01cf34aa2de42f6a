using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Baton.Storage.Sqlite;

/// <summary>Brings a database to the program's schema: numbered scripts, each applied once, in order, all in one transaction.</summary>
internal static class Migrations
{
    private static readonly (int Number, string Name)[] Scripts =
    [
        .. typeof(Migrations).Assembly.GetManifestResourceNames()
            .Select(name => (Number: NumberOf(name), name))
            .Where(script => script.Number > 0)
            .OrderBy(script => script.Number),
    ];

    /// <summary>The schema that the program knows.</summary>
    public static int Latest { get; } = Scripts[^1].Number;

    /// <summary>Applies what is missing. Two programs may start at once: the second waits, and finds nothing left to do.</summary>
    /// <exception cref="BatonException">A newer program wrote it.</exception>
    public static void Apply(SqliteConnection connection, string file)
    {
        if (VersionOf(connection) == Latest)
        {
            return; // A look is no write, so a start beside a running program waits for nobody.
        }

        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            var version = VersionOf(connection);
            if (version > Latest)
            {
                throw new BatonException(
                    ErrorCodes.StorageFailed,
                    $"{file} was written by a newer Baton (its schema is {version}, this one knows up to {Latest}). Update Baton, or name another folder with --data.");
            }

            foreach (var (number, name) in Scripts.Where(script => script.Number > version))
            {
                connection.Execute(Read(name));
                connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {number}"));
            }

            connection.Execute("COMMIT");
        }
        catch
        {
            connection.Execute("ROLLBACK");
            throw;
        }
    }

    private static int VersionOf(SqliteConnection connection) => connection.ExecuteScalar<int>("PRAGMA user_version");

    private static int NumberOf(string name) =>
        int.TryParse(name.Split('_')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(Migrations).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
