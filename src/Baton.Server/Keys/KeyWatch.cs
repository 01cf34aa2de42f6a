using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Keys;

/// <summary>Looks twice a second whether a key was made or revoked elsewhere: by the command line, or by another gateway.</summary>
internal sealed partial class KeyWatch(KeyBook keys, TimeProvider time, ILogger<KeyWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads the keys before the gateway listens; without them it does not start.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await keys.RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var failing = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await keys.RefreshAsync(stoppingToken);
                failing = false;
            }
            catch (BatonException e)
            {
                if (!failing)
                {
                    LogAway(e);
                }

                failing = true; // What was known holds on, and the log is told once.
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys cannot be read; those known hold on")]
    private partial void LogAway(Exception exception);
}
