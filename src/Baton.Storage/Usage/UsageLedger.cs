using System.Collections.Concurrent;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Redaction;
using Baton.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Storage.Usage;

/// <summary>
/// Writes down what every request used, in batches, at most a second late and without holding a request up. A clean stop writes all of it;
/// a crash may lose the last second. While the store is away, records are held: the latest <see cref="MostHeld"/> of them.
/// </summary>
public sealed partial class UsageLedger : BackgroundService, IRequestObserver
{
    /// <summary>How many records are held while they cannot be written, some 30 MB; beyond that the oldest are dropped, and counted in the log.</summary>
    internal const int MostHeld = 100_000;

    /// <summary>What an interval of a busy gateway leaves behind is one transaction: each has its own price, a flush of the disk above all.</summary>
    internal const int LargestBatch = 10_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentQueue<UsageRecord> _waiting = new();

    /// <summary>
    /// Records that were written, to be filled again, one interval's at the most: a new one for every request would live just long
    /// enough to be moved about by the garbage collector, which costs more than making it.
    /// </summary>
    private readonly ConcurrentQueue<UsageRecord> _spare = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly IUsageStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<UsageLedger> _logger;
    private readonly CatalogSource? _catalog;

    /// <summary>This process's half of its records' ids.</summary>
    private readonly string _process = Guid.CreateVersion7().ToString("n");

    private List<UsageRecord> _held = [];
    private long _last;

    /// <summary>Makes the ledger.</summary>
    /// <param name="store">Where records are kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="catalog">Says what is taken out of what callers call their conversations; <c>null</c>: secrets.</param>
    public UsageLedger(IUsageStore store, TimeProvider time, ILogger<UsageLedger> logger, CatalogSource? catalog = null)
    {
        _catalog = catalog;
        _store = store;
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    public void Ended(RequestRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var usage = _spare.TryDequeue(out var written) ? written : new UsageRecord();
        usage.Fill(record, _time.GetUtcNow());
        _waiting.Enqueue(usage);
    }

    /// <summary>Writes what waits: who reads the ledger sees every request that ended before.</summary>
    /// <returns>The writing.</returns>
    public async Task FlushAsync()
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            while (_held.Count > 0 || Take())
            {
                await _store.AddAsync(_held).ConfigureAwait(false);
                var kept = _held;
                _held = []; // Only now: what could not be written is tried again.
                Spare(kept);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await FlushAsync().ConfigureAwait(false);
        }
        catch (BatonException e)
        {
            LogLost(_held.Count + _waiting.Count, e.Message);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _writing.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        var failing = false;
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await FlushAsync().ConfigureAwait(false);
                failing = false;
            }
            catch (BatonException e)
            {
                if (!failing)
                {
                    LogUnwritten(e.Message);
                }

                failing = true; // The log is told once.
                Bound(e.Message);
            }
        }
    }

    private void Spare(List<UsageRecord> written)
    {
        var room = _store.KeepsRecords ? 0 : LargestBatch - _spare.Count;
        for (var i = 0; i < written.Count && i < room; i++)
        {
            _spare.Enqueue(written[i]);
        }
    }

    private void Bound(string reason)
    {
        var dropped = 0;
        while (_waiting.Count > MostHeld && _waiting.TryDequeue(out _))
        {
            dropped++;
        }

        if (dropped > 0)
        {
            LogLost(dropped, reason);
        }
    }

    private bool Take()
    {
        while (_held.Count < LargestBatch && _waiting.TryDequeue(out var record))
        {
            record.Conversation = record.Conversation is { } said ? Redactor.Redact(said, _catalog?.Current.Options.Redaction ?? new RedactionOptions()) : null;
            record.Identify(_process, ++_last);
            _held.Add(record);
        }

        return _held.Count > 0;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Usage records cannot be written, and are held until they can: {Reason}")]
    private partial void LogUnwritten(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} usage records are lost: {Reason}")]
    private partial void LogLost(int count, string reason);
}
