using System.Collections.Immutable;

namespace Baton.Models;

/// <summary>The names of <see cref="TaskType"/> as they stand in configuration, headers and JSON.</summary>
public static class TaskTypes
{
    private static readonly string[] NamesByValue =
        ["general", "reasoning", "coding", "creative", "summarization", "translation", "classification", "question-answering"];

    /// <summary>All names, in the order of the enumeration.</summary>
    public static ImmutableArray<string> Names { get; } = [.. NamesByValue];

    /// <summary>The name of a task type: <c>question-answering</c>.</summary>
    /// <param name="type">The task type.</param>
    /// <returns>Its name; never allocates.</returns>
    public static string Name(this TaskType type) => NamesByValue[(int)type];

    /// <summary>Reads a name; an underscore is taken for the hyphen.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The task type, if there is one of that name.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryParse(string name, out TaskType type)
    {
        ArgumentNullException.ThrowIfNull(name);
        var index = Array.IndexOf(NamesByValue, name.Replace('_', '-'));
        type = index < 0 ? TaskType.General : (TaskType)index;
        return index >= 0;
    }
}
