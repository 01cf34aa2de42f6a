using Baton.Models.Configuration;
using Baton.Storage;
using Baton.Storage.Postgres;
using Baton.Storage.Sqlite;

namespace Baton.Cli;

/// <summary>Where what outlives a restart is kept: in the PostgreSQL of <c>database</c>, else in the data folder.</summary>
internal static class Stores
{
    /// <summary>Opens the database.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="terminal">Whose folder a relative one starts at.</param>
    /// <returns>The database; the caller's to dispose.</returns>
    public static Database Open(BatonOptions options, Terminal terminal) =>
        options.Database is { } address ? PostgresDatabase.Open(address) : SqliteDatabase.Open(Path.Combine(terminal.Folder, options.Data));

    /// <summary>Opens the database that a command means. Nothing is detected for it.</summary>
    /// <param name="data">The folder that the command line names; <c>null</c>: the configuration's.</param>
    /// <param name="config">The configuration that it names; <c>null</c>: the usual one.</param>
    /// <param name="terminal">Where it runs.</param>
    /// <returns>The database; the caller's to dispose.</returns>
    /// <exception cref="UsageException">The configuration has errors.</exception>
    public static Database Open(string? data, FileInfo? config, Terminal terminal)
    {
        var options = new BatonOptions();
        if (LoadedConfiguration.FileOf(config, terminal) is { } file)
        {
            var read = LoadedConfiguration.Load(file, terminal);
            options = read.Options ?? throw new UsageException(string.Join(Environment.NewLine, read.Messages));
        }

        return Open(data is null ? options : options with { Data = data }, terminal);
    }
}
