using Baton.Models.Configuration.Syntax;

namespace Baton.Models.Configuration;

/// <summary>The keys that only a restart applies: <c>server.urls</c>, <c>data</c>, <c>database</c>, <c>telemetry.otlp</c>.</summary>
internal static class RestartKeys
{
    /// <summary>New options with those keys as they were at the start.</summary>
    public static BatonOptions Keep(BatonOptions options, BatonOptions started) => options with
    {
        Server = options.Server with { Urls = started.Server.Urls },
        Data = started.Data,
        Database = started.Database,
        Telemetry = started.Telemetry,
    };

    /// <summary>A result with a warning for each of those keys that has changed since the start.</summary>
    public static ConfigurationResult Warn(ConfigurationResult result, BatonOptions started)
    {
        var options = result.Options!;
        var messages = result.Messages.ToList();
        Add("server.urls", options.Server.Urls != started.Server.Urls);
        Add("data", options.Data != started.Data);
        Add("database", options.Database != started.Database);
        Add("telemetry.otlp", options.Telemetry.Otlp != started.Telemetry.Otlp);
        return result with { Messages = messages.OrderBy(m => m.Line).ThenBy(m => m.Column).ToEquatableArray() };

        void Add(string path, bool changed)
        {
            if (changed)
            {
                Position at = result.Marks.Key(path);
                messages.Add(new ConfigurationMessage(
                    result.File, at.Line, at.Column, $"{path} has changed, which needs a restart; everything else is applied.", IsWarning: true)
                { Path = path });
            }
        }
    }
}
