using System.CommandLine;

namespace Baton.Cli.Commands;

/// <summary><c>baton check</c>: every error of the configuration at once, for people and editors.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal, Option<FileInfo?> config)
    {
        var command = new Command("check", "Validates the configuration and prints every error as FILE:LINE:COLUMN: message.");
        command.SetAction(async (parsed, _) => await RunAsync(parsed.GetValue(config), terminal));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo? named, Terminal terminal)
    {
        if (LoadedConfiguration.FileOf(named, terminal) is not { } file)
        {
            await terminal.Out.WriteLineAsync("There is no baton.yaml here: 'baton serve' would detect what there is. Name a file with --config.");
            return ExitCodes.Done;
        }

        var result = LoadedConfiguration.Load(file, terminal);
        foreach (var message in result.Messages)
        {
            await terminal.Out.WriteLineAsync(message.ToString());
        }

        if (result.Options is not { } options)
        {
            return ExitCodes.Usage;
        }

        await terminal.Out.WriteLineAsync(
            options.Models.Count == 0
                ? $"{file} is valid and names no model: 'baton serve' detects what there is."
                : $"{file} is valid: {options.Models.Count} models at {options.Providers.Count} providers, {options.Roles.Count} roles.");
        return ExitCodes.Done;
    }
}
