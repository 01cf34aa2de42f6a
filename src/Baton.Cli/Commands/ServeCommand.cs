using System.CommandLine;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Server;
using Baton.Server.Keys;
using Baton.Storage;
using Baton.Storage.Keys;
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
            using var database = Stores.Open(options, terminal);
            await DemandKeyAsync(options, database, KeysCommandOf(parsed.GetValue(config), parsed.GetValue(data)));
            await TellAsync(loaded, terminal);
            return await RunAsync(loaded with { Options = options }, database, terminal, parsed.GetValue(verbose), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        LoadedConfiguration loaded, Database database, Terminal terminal, bool verbose, CancellationToken cancellationToken)
    {
        await using var app = Gateway.Build(loaded.Options, builder => Configure(builder, database, verbose), inlineSockets: true);
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

    /// <summary>An open address without any key would be a gateway that nobody may use, or a mistake.</summary>
    private static async Task DemandKeyAsync(BatonOptions options, Database database, string command)
    {
        if (KeyGate.IsNeeded(options.Server) && (await new KeyStore(database).ReadAsync())!.Keys.All(k => k.Key.Revoked is not null))
        {
            throw new UsageException(
                $"Callers need a key here ({string.Join(", ", options.Server.Urls)}; server.keys is '{options.Server.Keys}'), and there is none yet. Make one: {command}");
        }
    }

    private static string KeysCommandOf(FileInfo? config, string? data) =>
        "baton keys create --name admin --admin" + (config is null ? "" : $" --config {config}") + (data is null ? "" : $" --data {data}");

    private static async Task TellAsync(LoadedConfiguration loaded, Terminal terminal)
    {
        foreach (var line in loaded.Detected is { } detected ? detected.Findings.Concat(detected.Notes) : [])
        {
            await terminal.Error.WriteLineAsync(line);
        }
    }

    private static void Configure(WebApplicationBuilder builder, Database database, bool verbose)
    {
        builder.Services.AddStorage(database);
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
