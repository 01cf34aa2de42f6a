using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Baton.Models.Configuration.Syntax;

/// <summary>A place in a text, both counted from 1; a column counts UTF-16 code units.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Position(int Line, int Column);

/// <summary>A node of a configuration, from YAML or JSON, that knows where it stands.</summary>
internal abstract class ConfigurationNode(Position start)
{
    /// <summary>Its first character, a quote included.</summary>
    public Position Start { get; } = start;

    /// <summary>How many nodes it consists of, aliases expanded: what a walk over it costs.</summary>
    public abstract long Weight { get; }

    /// <summary>What it is, for messages.</summary>
    public abstract string Description { get; }
}

/// <summary>A list.</summary>
internal sealed class SequenceNode(Position start, ImmutableArray<ConfigurationNode> items) : ConfigurationNode(start)
{
    public ImmutableArray<ConfigurationNode> Items { get; } = items;

    public override long Weight { get; } = 1 + items.Sum(i => i.Weight);

    public override string Description => "a list";
}

/// <summary>Keys with values, in the text's order; a key may stand twice, which is for the binder to refuse.</summary>
internal sealed class MappingNode(Position start, ImmutableArray<MappingEntry> entries) : ConfigurationNode(start)
{
    public ImmutableArray<MappingEntry> Entries { get; } = entries;

    public override long Weight { get; } = 1 + entries.Sum(e => 1 + e.Value.Weight);

    public override string Description => "a mapping";
}

/// <summary>One entry of a <see cref="MappingNode"/>.</summary>
internal sealed record MappingEntry(ScalarNode Key, ConfigurationNode Value);
