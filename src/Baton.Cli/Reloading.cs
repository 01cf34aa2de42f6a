using Baton.Models;
using Baton.Models.Configuration;
using Baton.Server.Audit;
using Baton.Storage.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Cli;

/// <summary>Follows the configuration's file while the gateway runs: a good one is flipped in, a bad one is reported and the old one kept.</summary>
internal static class Reloading
{
    /// <summary>Begins to watch.</summary>
    /// <param name="loaded">What the gateway started with.</param>
    /// <param name="terminal">Where its errors and warnings are told.</param>
    /// <param name="services">The gateway's.</param>
    /// <returns>The watch, to be disposed; <c>null</c> where there is no file.</returns>
    public static ConfigurationWatcher? Watch(LoadedConfiguration loaded, Terminal terminal, IServiceProvider services)
    {
        if (loaded.File is null)
        {
            return null;
        }

        var catalog = services.GetRequiredService<CatalogSource>();
        var trail = services.GetRequiredService<AuditTrail>();
        var time = services.GetRequiredService<TimeProvider>();
        return new ConfigurationWatcher(
            loaded.File,
            loaded.FileOptions,
            change =>
            {
                catalog.Update(current => Over(change.Now, current, loaded.Detected is not null));
                trail.WriteAsync(Applied(loaded.File, time)).GetAwaiter().GetResult(); // The watch's own thread, and it has nothing else to do.
            },
            report: result => Tell(result, loaded.File, terminal),
            time: time,
            environment: terminal.Environment);
    }

    private static AuditEntry Applied(string file, TimeProvider time) => new()
    {
        Id = $"reload-{Guid.CreateVersion7():n}",
        AtMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        By = "configuration",
        Action = "configuration.apply",
        Target = Path.GetFileName(file),
    };

    private static void Tell(ConfigurationResult result, string file, Terminal terminal)
    {
        foreach (var message in result.Messages)
        {
            terminal.Error.WriteLine(message.ToString());
        }

        terminal.Error.WriteLine(result.HasErrors
            ? $"{file} changed and has errors: what it said before stays in force."
            : $"{file} changed and was taken over.");
    }

    /// <summary>The new file under what the command line said; where it still names no model, what was detected stays.</summary>
    private static BatonOptions Over(BatonOptions file, BatonOptions current, bool wasDetected)
    {
        var next = file with { Data = current.Data, Server = file.Server with { Urls = current.Server.Urls } };
        return wasDetected && file.Models.Count == 0 ? next with { Providers = current.Providers, Models = current.Models } : next;
    }
}
