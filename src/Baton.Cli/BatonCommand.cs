using System.CommandLine;
using Baton.Cli.Commands;

namespace Baton.Cli;

/// <summary>The command <c>baton</c>: what it takes, and how its failures are told.</summary>
internal static class BatonCommand
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">Its words.</param>
    /// <param name="terminal">Where it reads and writes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        var config = new Option<FileInfo?>("--config", "-c")
        {
            Description = "The configuration; without it baton.yaml of the current folder, and without that, detection.",
            HelpName = "FILE",
            Recursive = true,
        };
        var root = new RootCommand("Baton: many LLMs as one orchestra.")
        {
            config,
            ServeCommand.Create(terminal, config),
            CheckCommand.Create(terminal, config),
            RouteCommand.Create(terminal, config),
            KeysCommand.Create(terminal, config),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await terminal.Error.WriteLineAsync(error.Message);
            }

            await terminal.Error.WriteLineAsync("See 'baton --help' for what it takes.");
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false },
                cancellationToken);
        }
        catch (UsageException e)
        {
            await terminal.Error.WriteLineAsync(e.Message);
            return ExitCodes.Usage;
        }
        catch (BatonException e)
        {
            await terminal.Error.WriteLineAsync(e.Message);
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Failed;
        }
    }
}

/// <summary>Wrong usage or configuration: its message is all that is told.</summary>
internal sealed class UsageException(string message) : Exception(message);
