using Baton.Models.Configuration;
using Baton.Storage.Sqlite;

namespace Baton.Cli;

/// <summary>The folder of what outlives a restart, and the database in it.</summary>
internal static class DataFolder
{
    /// <summary>Opens the database.</summary>
    /// <param name="data">The folder, as the command line or the configuration says it.</param>
    /// <param name="terminal">Whose folder a relative one starts at.</param>
    /// <returns>The database; the caller's to dispose.</returns>
    public static SqliteDatabase Open(string data, Terminal terminal) => SqliteDatabase.Open(Path.Combine(terminal.Folder, data));

    /// <summary>The folder that a command means: the one named, else the configuration's. Nothing is detected for it.</summary>
    /// <exception cref="UsageException">The configuration has errors.</exception>
    public static string Of(string? data, FileInfo? config, Terminal terminal)
    {
        if (data is not null)
        {
            return data;
        }

        if (LoadedConfiguration.FileOf(config, terminal) is not { } file)
        {
            return new BatonOptions().Data;
        }

        var read = BatonConfiguration.Load(file, terminal.Environment);
        return read.Options?.Data ?? throw new UsageException(string.Join(Environment.NewLine, read.Messages));
    }
}
