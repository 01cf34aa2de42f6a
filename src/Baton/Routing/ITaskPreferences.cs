using Baton.Models;

namespace Baton.Routing;

/// <summary>What was learned that requests of a task type want of a model.</summary>
public interface ITaskPreferences
{
    /// <summary>What they want; asked for every choice of <c>auto</c>, so it is quick.</summary>
    /// <param name="task">The task type.</param>
    /// <returns><c>quality</c>, <c>fast</c>, or <c>null</c>: nothing in particular, or nobody knows yet.</returns>
    string? PreferenceOf(TaskType task);
}
