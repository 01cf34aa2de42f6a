using Baton.Models;

namespace Baton.Roles.Learnings;

/// <summary>A mean that forgets: plain over the first hundred samples, then each new one counts a hundredth.</summary>
/// <param name="Count">How many samples it rests on, a hundred at most.</param>
/// <param name="Value">The mean; meaningless without a sample.</param>
public readonly record struct LearnedMean(int Count, double Value)
{
    /// <summary>How many samples it remembers.</summary>
    internal const int Memory = 100;

    /// <summary>The mean; <c>null</c> without a sample.</summary>
    internal double? Known => Count == 0 ? null : Value;

    /// <summary>With one more sample; <c>null</c> is none.</summary>
    internal LearnedMean With(double? sample) => sample is { } known ? With(new LearnedMean(1, known)) : this;

    /// <summary>With the samples of another mean, as if they had come after its own.</summary>
    internal LearnedMean With(LearnedMean later)
    {
        if (later.Count == 0)
        {
            return this;
        }

        var count = Math.Min(Count + later.Count, Memory);
        return new LearnedMean(count, Value + ((later.Value - Value) * Math.Min(1, (double)later.Count / count)));
    }
}

/// <summary>What was learned of one task type, as it is kept: whoever did it, no model is named.</summary>
/// <param name="Task">The task type.</param>
/// <param name="Samples">Requests, all that ever were.</param>
/// <param name="Success">1 for each that was answered, 0 for each that was not.</param>
/// <param name="LatencyMs">Milliseconds to a whole answer.</param>
/// <param name="Complexity">How hard they look, 0 to 1.</param>
/// <param name="MemoryBytes">What the local models that answered took.</param>
public sealed record Learned(TaskType Task, long Samples, LearnedMean Success, LearnedMean LatencyMs, LearnedMean Complexity, LearnedMean MemoryBytes)
{
    /// <summary>Nothing yet.</summary>
    internal static Learned Nothing(TaskType task) => new(task, 0, default, default, default, default);

    /// <summary>With what was learned later, here or by another instance.</summary>
    /// <param name="later">That.</param>
    /// <returns>Both together.</returns>
    public Learned With(Learned later)
    {
        ArgumentNullException.ThrowIfNull(later);
        return this with
        {
            Samples = Samples + later.Samples,
            Success = Success.With(later.Success),
            LatencyMs = LatencyMs.With(later.LatencyMs),
            Complexity = Complexity.With(later.Complexity),
            MemoryBytes = MemoryBytes.With(later.MemoryBytes),
        };
    }
}
