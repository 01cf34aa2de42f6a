using Baton.Models.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Baton;

/// <summary>
/// Applies a configuration file again when it changes. The content itself is looked at every second, not a notification or a
/// timestamp: that works for mounted, linked and network files alike. A change counts once two looks in a row saw the same,
/// so that a file half written is never applied. A file with errors, or one that is gone, leaves everything as it was.
/// </summary>
public sealed partial class ConfigurationWatcher : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly string _path;
    private readonly BatonOptions _started;
    private readonly Action<ConfigurationChange> _apply;
    private readonly Action<ConfigurationResult>? _report;
    private readonly Func<string, string?>? _environment;
    private readonly ILogger _logger;
    private readonly Lock _looking = new();
    private readonly ITimer _timer;
    private BatonOptions _current;
    private FileContent? _seen;
    private FileContent? _handled;

    /// <summary>Begins to watch.</summary>
    /// <param name="path">The file.</param>
    /// <param name="current">What it said when it was last applied, without what a command line put over it.</param>
    /// <param name="apply">Takes a change. It is called from a timer, one call at a time; what it throws is logged, and the change counts as not applied.</param>
    /// <param name="report">Takes the outcome of every reading of a changed file, with its errors and warnings.</param>
    /// <param name="logger">Takes the same in words.</param>
    /// <param name="time">The clock.</param>
    /// <param name="environment">Looks environment variables up; default: the process's own.</param>
    public ConfigurationWatcher(
        string path,
        BatonOptions current,
        Action<ConfigurationChange> apply,
        Action<ConfigurationResult>? report = null,
        ILogger<ConfigurationWatcher>? logger = null,
        TimeProvider? time = null,
        Func<string, string?>? environment = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(apply);
        (_path, _started, _current, _apply, _report, _environment) = (path, current, current, apply, report, environment);
        _logger = logger ?? NullLogger<ConfigurationWatcher>.Instance;
        _timer = (time ?? TimeProvider.System).CreateTimer(_ => Look(), null, Interval, Interval);
    }

    /// <summary>Ends the watch; a change that is being applied is applied to its end.</summary>
    /// <returns>When it has ended.</returns>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Look()
    {
        // A slow change must not be met by the next tick of the timer.
        if (!_looking.TryEnter())
        {
            return;
        }

        try
        {
            var content = FileContent.Read(_path);
            if (!content.Equals(_seen))
            {
                _seen = content;
            }
            else if (!content.Equals(_handled))
            {
                _handled = content;
                Handle(content);
            }
        }
        finally
        {
            _looking.Exit();
        }
    }

    private void Handle(FileContent content)
    {
        var result = content.Bytes is { } bytes
            ? BatonConfiguration.Read(bytes, _path, _environment)
            : new ConfigurationResult(null, [new ConfigurationMessage(_path, 1, 1, content.Problem!, IsWarning: false)]);
        if (result.Options is { } options)
        {
            var change = new ConfigurationChange(_current, RestartKeys.Keep(options, _started));
            if (change.Now == _current && options == change.Now)
            {
                return;
            }

            result = RestartKeys.Warn(result, _started);
            Apply(change);
        }
        else
        {
            LogKept(_path, result.Messages.Count(m => !m.IsWarning));
        }

        foreach (var message in result.Messages)
        {
            Log(message);
        }

        _report?.Invoke(result);
    }

#pragma warning disable CA1031 // Whatever the subscriber does wrong, a timer has nobody to throw at, and the next change must still be seen.
    private void Apply(ConfigurationChange change)
    {
        if (change.Now == _current)
        {
            return;
        }

        try
        {
            _apply(change);
            _current = change.Now;
            LogApplied(_path);
        }
        catch (Exception exception)
        {
            LogFailed(exception, _path);
        }
    }
#pragma warning restore CA1031

    private void Log(ConfigurationMessage message)
    {
        if (message.IsWarning)
        {
            LogWarning(message);
        }
        else
        {
            LogError(message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Path} has changed and is applied.")]
    private partial void LogApplied(string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} has changed and has {Errors} errors: what was applied before stays.")]
    private partial void LogKept(string path, int errors);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} has changed and could not be applied: what was applied before stays.")]
    private partial void LogFailed(Exception exception, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Message}")]
    private partial void LogError(ConfigurationMessage message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message}")]
    private partial void LogWarning(ConfigurationMessage message);
}
