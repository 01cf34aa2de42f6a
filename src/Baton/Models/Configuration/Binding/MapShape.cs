using System.Text.Json.Nodes;
using Baton.Models.Configuration.Syntax;

namespace Baton.Models.Configuration.Binding;

/// <summary>A mapping whose keys are names that the user chooses; nothing counts as an empty one.</summary>
/// <param name="values">The shape of a value.</param>
/// <param name="make">Makes an item of a name and a value.</param>
/// <param name="names">Names that may be chosen.</param>
internal sealed class MapShape<TValue, TItem>(Shape<TValue> values, Func<string, TValue, TItem> make, NameRule names)
    : Shape<EquatableArray<TItem>>
{
    public override string Expected => $"a mapping from names to {values.Expected}";

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["type"] = new JsonArray("object", "null"),
        ["propertyNames"] = names.Schema(),
        ["additionalProperties"] = values.Schema(definitions),
    };

    public override bool TryRead(Place place, out EquatableArray<TItem> value)
    {
        value = [];
        if (place.Node is ScalarNode { IsNull: true })
        {
            return true;
        }

        if (place.Node is not MappingNode mapping)
        {
            place.Error($"{place.Called} must be a mapping from names to what they stand for, not {place.Node.Description}.");
            return false;
        }

        var items = new List<TItem>(mapping.Entries.Length);
        var seen = new Dictionary<string, Position>(StringComparer.Ordinal);
        foreach (var entry in mapping.Entries)
        {
            var name = entry.Key.Text;
            if (!seen.TryAdd(name, entry.Key.Start))
            {
                place.Reading.Messages.Error(
                    entry.Key.Start, place.Path, $"{place.Called} has '{name}' twice; the first stands in line {seen[name].Line}.");
                continue;
            }

            var child = place.Enter(entry);
            if (names.Problem(name) is { } problem)
            {
                place.Reading.Messages.Error(entry.Key.Start, child.Path, $"{place.Called} cannot have the name '{name}': {problem}.");
            }
            else if (values.TryRead(child, out var read))
            {
                items.Add(make(name, read));
            }
        }

        value = items.ToEquatableArray();
        return true;
    }
}
