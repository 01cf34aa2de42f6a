using Spectre.Console;

namespace Baton.Cli;

/// <summary>Where a command reads and writes; a test gives its own.</summary>
/// <param name="In">Standard input.</param>
/// <param name="Out">Standard output: results.</param>
/// <param name="Error">Standard error: errors, warnings, the log.</param>
internal sealed record Terminal(TextReader In, TextWriter Out, TextWriter Error)
{
    /// <summary>How wide a table may get where the output is no terminal.</summary>
    private const int WideEnough = 200;

    /// <summary>The environment that commands see.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The folder that a configuration is looked for in.</summary>
    public string Folder { get; init; } = ".";

    /// <summary>Draws tables and colours on standard output.</summary>
    public IAnsiConsole Console()
    {
        var isTerminal = ReferenceEquals(Out, System.Console.Out) && !System.Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Out),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        });
        if (!isTerminal)
        {
            console.Profile.Width = WideEnough;
        }

        return console;
    }
}
