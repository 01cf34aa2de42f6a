using System.Collections.Concurrent;
using Baton.Models;
using Baton.Redaction;
using Baton.Roles;
using Baton.Storage.Audit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Audit;

/// <summary>
/// Writes the audit log: what callers do, as they are answered, and what Baton does to roles by itself. Entries that cannot be written are held and
/// written later, in order; the log says so at once.
/// </summary>
internal sealed partial class AuditTrail : BackgroundService
{
    private const int MostHeld = 10_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentQueue<AuditEntry> _waiting = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly IAuditStore _store;
    private readonly CatalogSource _catalog;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditTrail> _logger;
    private bool _failing;

    public AuditTrail(IAuditStore store, RoleBook roles, CatalogSource catalog, TimeProvider time, ILogger<AuditTrail> logger)
    {
        (_store, _catalog, _time, _logger) = (store, catalog, time, logger);
        roles.Swapped += Follow;
    }

    /// <summary>Appends an entry; ends when it is kept, or held because it cannot be now.</summary>
    public Task WriteAsync(AuditEntry entry)
    {
        var options = _catalog.Current.Options.Redaction;
        entry.Detail = entry.Detail is { } detail ? Redactor.Redact(detail, options) : null;
        entry.Target = entry.Target is { } target ? Redactor.Redact(target, options) : null;
        entry.Source = entry.Source is { } source ? Redactor.Redact(source, options) : null;
        _waiting.Enqueue(entry);
        return FlushAsync();
    }

    /// <summary>Writes what waits.</summary>
    public async Task FlushAsync()
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            while (_waiting.ToArray() is { Length: > 0 } batch)
            {
                await _store.AddAsync(batch).ConfigureAwait(false);
                for (var i = 0; i < batch.Length; i++)
                {
                    _waiting.TryDequeue(out _); // Only now: what could not be written is tried again.
                }
            }

            _failing = false;
        }
        catch (BatonException e)
        {
            if (!_failing)
            {
                LogUnwritten(e.Message);
            }

            _failing = true;
            Bound();
        }
        finally
        {
            _writing.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync();
        if (!_waiting.IsEmpty)
        {
            LogLost(_waiting.Count);
        }
    }

    public override void Dispose()
    {
        _writing.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!_waiting.IsEmpty)
            {
                await FlushAsync();
            }
        }
    }

    /// <summary>What roles do by themselves; what the API asked of them is in the log as a request. Of several instances that see one swap, the first writes it.</summary>
    private void Follow(SwapEvent swap)
    {
        if (swap.By != "api")
        {
            var why = swap.Reason ?? swap.Error;
            _waiting.Enqueue(new AuditEntry
            {
                Id = swap.Id,
                AtMs = swap.At.ToUnixTimeMilliseconds(),
                By = swap.By,
                Action = $"role.{swap.Kind}",
                Target = swap.Role,
                Detail = Redactor.Redact($"{swap.From ?? "nobody"} -> {swap.To ?? "nobody"}{(why is null ? "" : $": {why}")}", _catalog.Current.Options.Redaction),
                Outcome = swap.Success ? "done" : "failed",
            });
        }
    }

    private void Bound()
    {
        var lost = 0;
        while (_waiting.Count > MostHeld && _waiting.TryDequeue(out _))
        {
            lost++;
        }

        if (lost > 0)
        {
            LogLost(lost);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit log cannot be written, and entries are held until it can: {Reason}")]
    private partial void LogUnwritten(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} entries of the audit log are lost")]
    private partial void LogLost(int count);
}
