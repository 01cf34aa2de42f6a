using Baton.Models.Configuration;

namespace Baton.Cli;

/// <summary>The configuration that a command works with, and where it came from.</summary>
/// <param name="Options">The configuration.</param>
/// <param name="File">Its file; <c>null</c> where it was detected.</param>
/// <param name="Notes">What detection found.</param>
internal sealed record LoadedConfiguration(BatonOptions Options, string? File, IReadOnlyList<string> Notes)
{
    private const string UsualName = "baton.yaml";

    /// <summary>The file that a command means: the one named, else <c>baton.yaml</c> of the folder, else none.</summary>
    public static string? FileOf(FileInfo? named, Terminal terminal)
    {
        if (named is not null)
        {
            return named.ToString();
        }

        var usual = Path.Combine(terminal.Folder, UsualName);
        return System.IO.File.Exists(usual) ? terminal.Folder == "." ? UsualName : usual : null;
    }

    /// <summary>Reads the file, or detects where there is none or an empty one. Warnings go to standard error.</summary>
    /// <exception cref="UsageException">The file has errors; the message holds them all.</exception>
    public static async Task<LoadedConfiguration> LoadAsync(FileInfo? named, Terminal terminal)
    {
        var file = FileOf(named, terminal);
        var options = new BatonOptions();
        if (file is not null)
        {
            var result = BatonConfiguration.Load(file, terminal.Environment);
            if (result.Options is null)
            {
                throw new UsageException(string.Join(Environment.NewLine, result.Messages));
            }

            foreach (var warning in result.Messages)
            {
                await terminal.Error.WriteLineAsync(warning.ToString());
            }

            options = result.Options;
        }

        if (options.Models.Count > 0)
        {
            return new LoadedConfiguration(options, file, []);
        }

        throw new UsageException("There is no configuration that names a model: write a baton.yaml, or name one with --config.");
    }
}
