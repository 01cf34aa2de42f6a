using Baton.Models;
using Baton.Residency;
using Baton.Routing;
using Baton.Telemetry;
using Microsoft.Extensions.Logging;

namespace Baton.Roles.Learnings;

/// <summary>
/// Learns of every request, by its task type: eight rows, whatever the traffic, which name no model and so survive every swap. What is new is
/// written every five seconds; a crash loses at most that.
/// </summary>
internal sealed partial class LearningsBook : IRequestObserver, ITaskPreferences, IDisposable
{
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>So many requests say what such requests want.</summary>
    private const int Enough = 50;

    /// <summary>What is wanted is looked at once in so many requests.</summary>
    private const int BetweenLooks = 10;

    private static readonly int Types = TaskTypes.Names.Length;

    private readonly Lock _lock = new();
    private readonly Lock _writing = new();
    private readonly Learned[] _kept = NothingYet();
    private readonly string?[] _preferences = new string?[Types];
    private readonly ILearningStore? _store;
    private readonly IModelHost? _host;
    private readonly ILogger _logger;
    private readonly ITimer? _timer;
    private Row[] _news = Rows();
    private bool _failing;

    public LearningsBook(TimeProvider time, ILogger<LearningsBook> logger, ILearningStore? store = null, IModelHost? host = null)
    {
        (_store, _host, _logger) = (store, host, logger);
        if (store is not null)
        {
            Write(always: true);
            _timer = time.CreateTimer(static book => ((LearningsBook)book!).Write(), this, Interval, Interval);
        }
    }

    /// <inheritdoc/>
    public void Ended(RequestRecord record)
    {
        if (record is not { Task: { } task, Abandoned: false } || (record.Error is { } error && ErrorCodes.IsCallers(error)))
        {
            return;
        }

        var success = record.Error is null;
        var bytes = success && record.Deployment is { } deployment ? _host?.Find(deployment)?.Bytes : null;
        lock (_lock)
        {
            var row = _news[(int)task];
            row.Add(success, success ? record.LatencyMs : null, record.Complexity, bytes is > 0 ? bytes : null);
            if (row.Samples % BetweenLooks == 0)
            {
                Prefer((int)task);
            }
        }
    }

    /// <inheritdoc/>
    public string? PreferenceOf(TaskType task) => Volatile.Read(ref _preferences[(int)task]);

    /// <summary>What was learned of every task type that was seen.</summary>
    public IReadOnlyList<Learning> All()
    {
        lock (_lock)
        {
            return [.. _kept.Zip(_news, (kept, news) => kept.With(news.Read())).Where(l => l.Samples > 0).Select(Learning.Of)];
        }
    }

    /// <summary>Writes what is new, at the end of the program as well.</summary>
    public void Dispose()
    {
        if (_timer is not null)
        {
            _timer.Dispose();
            Write();
        }
    }

    internal void Write(bool always = false)
    {
        lock (_writing)
        {
            List<Learned> news;
            lock (_lock)
            {
                news = [.. _news.Where(r => r.Samples > 0).Select(r => r.Read())];
                if (!always && news.Count == 0)
                {
                    return;
                }

                _news = Rows();
            }

            try
            {
                Take(_store!.Merge(news));
                _failing = false;
            }
            catch (Exception e)
            {
                Keep(news);
                if (!_failing)
                {
                    LogNotKept(e); // Once, not every five seconds.
                }

                _failing = true;
            }
        }
    }

    private void Take(IReadOnlyList<Learned> all)
    {
        lock (_lock)
        {
            foreach (var learned in all)
            {
                _kept[(int)learned.Task] = learned;
                Prefer((int)learned.Task);
            }
        }
    }

    /// <summary>What could not be written is written with what comes next.</summary>
    private void Keep(List<Learned> news)
    {
        lock (_lock)
        {
            foreach (var learned in news)
            {
                _news[(int)learned.Task] = new Row(learned.With(_news[(int)learned.Task].Read()));
            }
        }
    }

    private void Prefer(int task)
    {
        var learned = _kept[task].With(_news[task].Read());
        Volatile.Write(ref _preferences[task], learned.Samples >= Enough ? Learning.Of(learned).Prefer : null);
    }

    private static Row[] Rows() => [.. NothingYet().Select(l => new Row(l))];

    private static Learned[] NothingYet() => [.. Enumerable.Range(0, Types).Select(i => Learned.Nothing((TaskType)i))];

    [LoggerMessage(Level = LogLevel.Warning, Message = "Learnings cannot be written now; they are held in memory and tried again")]
    private partial void LogNotKept(Exception exception);

    /// <summary>What is new of one task type; written in place, since it is for every request.</summary>
    private sealed class Row(Learned start)
    {
        private LearnedMean _success = start.Success;
        private LearnedMean _latency = start.LatencyMs;
        private LearnedMean _complexity = start.Complexity;
        private LearnedMean _memory = start.MemoryBytes;

        public long Samples { get; private set; } = start.Samples;

        public void Add(bool success, double? latencyMs, double? complexity, long? memoryBytes)
        {
            Samples++;
            _success = _success.With(success ? 1 : 0);
            _latency = _latency.With(latencyMs);
            _complexity = _complexity.With(complexity);
            _memory = _memory.With(memoryBytes);
        }

        public Learned Read() => new(start.Task, Samples, _success, _latency, _complexity, _memory);
    }
}
