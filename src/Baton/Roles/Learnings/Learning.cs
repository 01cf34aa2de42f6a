using Baton.Models;

namespace Baton.Roles.Learnings;

/// <summary>What was learned of a task type, as it is shown.</summary>
/// <param name="Task">The task type.</param>
/// <param name="Samples">Requests that it rests on.</param>
/// <param name="Success">The share that was answered, the last ones counting most.</param>
/// <param name="Quality">The mean quality of those that were judged; <c>null</c> where none was.</param>
/// <param name="LatencyMs">The mean time to a whole answer, the last ones counting most; <c>null</c> before any.</param>
/// <param name="MemoryBytes">The mean memory of the local models that answered; <c>null</c> where none did.</param>
/// <param name="Complexity">How hard such requests look, 0 to 1.</param>
public sealed record Learning(
    TaskType Task, long Samples, double? Success, double? Quality, double? LatencyMs, long? MemoryBytes, double? Complexity)
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

    internal static Learning Of(Learned learned) => new(
        learned.Task, learned.Samples, learned.Success.Known, null, learned.LatencyMs.Known, (long?)learned.MemoryBytes.Known, learned.Complexity.Known);
}
