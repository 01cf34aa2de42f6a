using Baton.Budgets;
using Baton.Models;
using Baton.Roles;
using Baton.Server.Keys;
using Baton.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Sharing;

/// <summary>
/// Takes over what others changed in the store: keys made by the command line; with PostgreSQL also keys, models and roles that another
/// instance changed, and what it spent of the budgets. It is told of changes, and looks twice a second all the same.
/// </summary>
internal sealed partial class StoreWatch(
    KeyBook keys, CatalogSource catalog, RoleBook roles, BudgetBook budgets, TimeProvider time, ILogger<StoreWatch> logger, Database? database = null) : BackgroundService
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
        var failing = false;
        var looked = 0L;
        while (true)
        {
            await (database?.ChangedAsync(time, stoppingToken) ?? Task.Delay(Interval, time, stoppingToken));
            try
            {
                await keys.RefreshAsync(stoppingToken);
                catalog.Refresh(); // Before the roles, which its models play.
                roles.Refresh();
                if (time.GetElapsedTime(looked) >= Interval)
                {
                    budgets.Refresh(); // Of these nobody tells: they change with every request.
                    looked = time.GetTimestamp();
                }

                if (failing)
                {
                    LogBack();
                }

                failing = false;
            }
            catch (BatonException e)
            {
                if (!failing)
                {
                    LogAway(e.Message);
                }

                failing = true; // What was known holds on, and the log is told once.
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is known of keys, models and roles holds on, and changes are refused: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store is back")]
    private partial void LogBack();
}
