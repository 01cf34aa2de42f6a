using System.Text.Json.Nodes;
using Baton.Models.Configuration.Syntax;

namespace Baton.Models.Configuration.Binding;

/// <summary>A key with a value.</summary>
/// <param name="name">How it is written.</param>
/// <param name="description">What it means.</param>
/// <param name="shape">What may stand there.</param>
/// <param name="set">Sets the value on the record.</param>
internal sealed class ValueKey<TOwner, T>(string name, string description, Shape<T> shape, Func<TOwner, T, TOwner> set)
    : Key<TOwner>(name, description)
{
    public override TOwner Apply(TOwner owner, Place place)
    {
        if (!shape.TryRead(place, out var value))
        {
            return owner;
        }

        if (IsNotYet && !IsDefault(value))
        {
            place.Reading.Messages.Warning(
                place.Reading.Marks.Key(place.Path), place.Path, $"{place.Path} is not acted on in this version.");
        }

        return set(owner, value);
    }

    protected override JsonObject ValueSchema(SchemaDefinitions definitions) => shape.Schema(definitions);

    private bool IsDefault(T value)
    {
        if (DefaultText is not { } text || YamlReader.Read(text) is not { } node)
        {
            return false;
        }

        var apart = new Reading(new ConfigurationMessages(""), new ConfigurationMarks(), Environment: null);
        return shape.TryRead(new Place(node, "", Name, apart), out var usual) && EqualityComparer<T>.Default.Equals(usual, value);
    }
}
