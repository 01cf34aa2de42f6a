using Microsoft.Extensions.Logging;

namespace Baton.Server.Tests.Storm;

/// <summary>What the gateway logs as an error is a wrong of its own, told with its exception.</summary>
internal sealed class BugLog(Tally tally) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            tally.Wrongs.Enqueue($"{formatter(state, exception)}: {exception}");
        }
    }

    public void Dispose()
    {
    }
}
