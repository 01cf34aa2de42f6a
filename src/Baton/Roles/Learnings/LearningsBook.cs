using Baton.Models;
using Baton.Telemetry;

namespace Baton.Roles.Learnings;

/// <summary>What was learned of a task type, whoever did it: no model is named, so it survives every swap.</summary>
/// <param name="Task">The task type.</param>
/// <param name="Samples">Requests that it rests on.</param>
/// <param name="Success">The share that was answered, the last ones counting most.</param>
/// <param name="Quality">The mean quality of those that were judged; <c>null</c> where none was.</param>
/// <param name="LatencyMs">The mean time to a whole answer, the last ones counting most; <c>null</c> before any.</param>
/// <param name="Complexity">How hard such requests look, 0 to 1.</param>
public sealed record Learning(TaskType Task, long Samples, double? Success, double? Quality, double? LatencyMs, double? Complexity)
{
    private const double Hard = 0.6;
    private const double Easy = 0.3;

    /// <summary>What such requests want of a model: <c>quality</c> where they are hard, <c>fast</c> where they are easy; <c>null</c> between.</summary>
    public string? Prefer => Complexity switch
    {
        >= Hard => "quality",
        <= Easy => "fast",
        _ => null,
    };
}

/// <summary>Learns of every request, by its task type. Eight rows, whatever the traffic.</summary>
internal sealed class LearningsBook : IRequestObserver
{
    /// <summary>How many requests the means remember.</summary>
    private const int Memory = 100;

    private readonly Lock _lock = new();
    private readonly Row[] _rows = [.. TaskTypes.Names.Select(_ => new Row())];

    /// <inheritdoc/>
    public void Ended(RequestRecord record)
    {
        if (record is not { Task: { } task, Abandoned: false } || (record.Error is { } error && ErrorCodes.IsCallers(error)))
        {
            return;
        }

        lock (_lock)
        {
            _rows[(int)task].Add(record.Error is null, record.Error is null ? record.LatencyMs : null, record.Complexity);
        }
    }

    /// <summary>What was learned of every task type that was seen.</summary>
    public IReadOnlyList<Learning> All()
    {
        lock (_lock)
        {
            return [.. _rows.Index().Where(r => r.Item.Samples > 0).Select(r => r.Item.Read((TaskType)r.Index))];
        }
    }

    private sealed class Row
    {
        private Mean _success;
        private Mean _latency;
        private Mean _complexity;

        public long Samples { get; private set; }

        public void Add(bool success, double? latencyMs, double? complexity)
        {
            Samples++;
            _success.Add(success ? 1 : 0);
            _latency.Add(latencyMs);
            _complexity.Add(complexity);
        }

        public Learning Read(TaskType task) => new(task, Samples, _success.Value, null, _latency.Value, _complexity.Value);
    }

    /// <summary>The plain mean at first, then one that forgets.</summary>
    private struct Mean
    {
        private int _count;
        private double _value;

        public readonly double? Value => _count == 0 ? null : _value;

        public void Add(double? value)
        {
            if (value is { } known)
            {
                _count = Math.Min(_count + 1, Memory);
                _value += (known - _value) / _count;
            }
        }
    }
}
