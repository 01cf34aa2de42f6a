using Baton.Models.Configuration.Syntax;

namespace Baton.Models.Configuration.Binding;

/// <summary>What one reading of a text shares.</summary>
/// <param name="Messages">Takes what is wrong.</param>
/// <param name="Marks">Takes where each key stands.</param>
/// <param name="Environment">Looks variables up; <c>null</c>: texts are taken as they are, for an API's body must not read the gateway's environment.</param>
internal sealed record Reading(ConfigurationMessages Messages, ConfigurationMarks Marks, Func<string, string?>? Environment);

/// <summary>A node, and where in the configuration it stands.</summary>
/// <param name="Node">The node.</param>
/// <param name="Path">Its path: <c>models.tiny.provider</c>.</param>
/// <param name="Name">The path's last key.</param>
/// <param name="Reading">The reading that it is part of.</param>
internal readonly record struct Place(ConfigurationNode Node, string Path, string Name, Reading Reading)
{
    /// <summary>The path, or words for the root.</summary>
    public string Called => Path.Length == 0 ? "the configuration" : Path;

    /// <summary>An entry of this mapping; its mark is noted.</summary>
    public Place Enter(MappingEntry entry)
    {
        var child = new Place(entry.Value, Path.Length == 0 ? entry.Key.Text : $"{Path}.{entry.Key.Text}", entry.Key.Text, Reading);
        Reading.Marks.Add(child.Path, entry.Key.Start, entry.Value);
        return child;
    }

    /// <summary>An item of this list; its mark is noted.</summary>
    public Place Item(ConfigurationNode node, int index)
    {
        var child = new Place(node, $"{Path}[{index}]", Name, Reading);
        Reading.Marks.Add(child.Path, node.Start, node);
        return child;
    }

    /// <summary>Adds an error at the node.</summary>
    public void Error(string message) => Reading.Messages.Error(Node.Start, Path, message);
}
