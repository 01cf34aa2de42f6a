using System.CommandLine;
using Baton.Models;
using Baton.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Baton.Cli.Commands;

/// <summary><c>baton serve</c>: the gateway.</summary>
internal static class ServeCommand
{
    public static Command Create(Terminal terminal, Option<FileInfo?> config)
    {
        var urls = new Option<string?>("--urls") { Description = "Where to listen; several are parted by ';'. Default: http://127.0.0.1:7411.", HelpName = "URL" };
        var data = new Option<string?>("--data") { Description = "The folder of what outlives a restart.", HelpName = "DIR" };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Logs every request." };
        var command = new Command("serve", "Runs the gateway.") { urls, data, verbose };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var loaded = await LoadedConfiguration.LoadAsync(parsed.GetValue(config), terminal, cancellationToken);
            var options = ServeOptions.Apply(loaded.Options, parsed.GetValue(urls), parsed.GetValue(data));
            await TellAsync(loaded, terminal);
            return await RunAsync(loaded with { Options = options }, terminal, parsed.GetValue(verbose), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        LoadedConfiguration loaded, Terminal terminal, bool verbose, CancellationToken cancellationToken)
    {
        await using var app = Gateway.Build(loaded.Options, builder => Configure(builder, verbose), inlineSockets: true);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            await terminal.Error.WriteLineAsync(
                $"Cannot listen on {string.Join(", ", loaded.Options.Server.Urls)}: {(e.InnerException ?? e).Message.TrimEnd('.')}. Choose another address with --urls.");
            return ExitCodes.Failed;
        }

        await using var watcher = Reloading.Watch(loaded, terminal, app.Services);
        await terminal.Out.WriteLineAsync(ReadyLine(app, loaded));
        await terminal.Out.FlushAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Done;
    }

    private static async Task TellAsync(LoadedConfiguration loaded, Terminal terminal)
    {
        foreach (var line in loaded.Detected is { } detected ? detected.Findings.Concat(detected.Notes) : [])
        {
            await terminal.Error.WriteLineAsync(line);
        }
    }

    private static void Configure(WebApplicationBuilder builder, bool verbose)
    {
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(verbose ? LogLevel.Debug : LogLevel.Information);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static string ReadyLine(WebApplication app, LoadedConfiguration loaded)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var models = app.Services.GetRequiredService<CatalogSource>().Current.Models;
        var simulated = models.Length > 0 && models.All(m => m.Card.Simulated) ? ", all simulated" : "";
        return $"Baton is ready on {string.Join(", ", addresses)} ({models.Length} models{simulated}; {(loaded.Detected is null ? loaded.File : "detected")})";
    }
}
