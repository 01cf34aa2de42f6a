using Baton.Residency.Decisions;
using Microsoft.Extensions.Logging;

namespace Baton.Residency;

/// <summary>
/// Looks after memory every five seconds while models have some: what each takes by now (a context fills, weights are paged in), what the
/// machine has left, and every thirty seconds which graphics cards there are. It only tells; <see cref="ResidencyDecisions"/> decides.
/// </summary>
internal sealed partial class MemoryWatch : IDisposable
{
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Asking for graphics cards starts a program, so it is done at every sixth look.</summary>
    private const int LooksBetweenCards = 6;

    /// <summary>The share of the machine's memory that is left to everybody else.</summary>
    private const double Reserve = 0.05;

    private readonly IMachine _machine;
    private readonly Func<IEnumerable<Member>> _members;
    private readonly Action<ResidencyEvent> _tell;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopped = new();
    private readonly ITimer _timer;
    private IReadOnlyList<Gpu>? _cards;
    private bool _pressed;
    private int _looks;
    private int _looking;

    public MemoryWatch(IMachine machine, Func<IEnumerable<Member>> members, Action<ResidencyEvent> tell, TimeProvider time, ILogger logger)
    {
        (_machine, _members, _tell, _logger) = (machine, members, tell, logger);
        _timer = time.CreateTimer(static watch => _ = ((MemoryWatch)watch!).LookAsync(), this, Interval, Interval);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _stopped.Cancel();
    }

    /// <summary>Looks once; a look that still runs is not joined by another.</summary>
    internal async Task LookAsync()
    {
        if (Interlocked.Exchange(ref _looking, 1) != 0)
        {
            return;
        }

        try
        {
            var running = _members().Where(m => m.Process is not null).ToList();
            if (running.Count > 0)
            {
                await LookAsync(running).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
        catch (Exception e)
        {
            LogBroken(e); // A timer's call has nobody to tell.
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    private async Task LookAsync(List<Member> running)
    {
        if (_looks++ % LooksBetweenCards == 0)
        {
            await LookAtCardsAsync(running).ConfigureAwait(false);
        }

        foreach (var member in running)
        {
            if (member.Life.MeasureBytes() is { } bytes)
            {
                _tell(new ResidencyEvent.Measured(member.Key, bytes));
            }
        }

        var memory = _machine.Memory();
        var pressed = _machine.IsPressed();
        if (pressed != _pressed)
        {
            _pressed = pressed;
            LogPressure(pressed ? "Programs wait for memory: idle models make room, and others are loaded only in their place" : "Memory is ample again");
        }

        var used = running.Exists(m => m.Life.GraphicsBytes > 0);
        var free = memory.AvailableBytes is { } available
            ? (pressed ? 0 : available) - (long)(memory.TotalBytes * Reserve) + (used ? _cards?.Sum(c => c.TotalBytes - c.UsedBytes) ?? 0 : 0)
            : (long?)null;
        _tell(new ResidencyEvent.MemorySeen(free, used ? _cards?.Sum(c => c.TotalBytes) ?? 0 : 0));
    }

    private async Task LookAtCardsAsync(List<Member> running)
    {
        var cards = await _machine.GpusAsync(_stopped.Token).ConfigureAwait(false);
        var before = _cards;
        _cards = cards;
        var taken = cards.Count > 0 ? await _machine.GraphicsAsync(_stopped.Token).ConfigureAwait(false) : null;
        foreach (var member in running)
        {
            member.Life.GraphicsBytes = member.Process is { } process ? taken?.GetValueOrDefault(process.ProcessId) ?? 0 : 0;
        }

        if (before is not null && !before.Select(c => c.Id).ToHashSet(StringComparer.Ordinal).SetEquals(cards.Select(c => c.Id)))
        {
            LogCards(before.Count, cards.Count);
            _tell(new ResidencyEvent.GraphicsChanged());
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{What}")]
    private partial void LogPressure(string what);

    [LoggerMessage(Level = LogLevel.Information, Message = "There were {Before} graphics cards, and there are {Now}: models are started anew as they become idle")]
    private partial void LogCards(int before, int now);

    [LoggerMessage(Level = LogLevel.Error, Message = "A look after memory failed by a bug of Baton")]
    private partial void LogBroken(Exception exception);
}
