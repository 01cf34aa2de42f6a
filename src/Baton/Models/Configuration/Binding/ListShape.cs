using System.Text.Json.Nodes;
using Baton.Models.Configuration.Syntax;

namespace Baton.Models.Configuration.Binding;

/// <summary>A list; nothing counts as an empty one.</summary>
/// <param name="item">The shape of an item.</param>
/// <param name="orOne">Whether a single item may stand without its list.</param>
internal sealed class ListShape<T>(Shape<T> item, bool orOne = false) : Shape<EquatableArray<T>>
{
    public override string Expected => orOne ? $"{item.Expected}, or a list" : $"a list, each {item.Expected}";

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var list = new JsonObject { ["type"] = new JsonArray("array", "null"), ["items"] = item.Schema(definitions) };
        return orOne ? new JsonObject { ["anyOf"] = new JsonArray(item.Schema(definitions), list) } : list;
    }

    public override bool TryRead(Place place, out EquatableArray<T> value)
    {
        value = [];
        switch (place.Node)
        {
            case SequenceNode sequence:
                value = ReadItems(place, sequence);
                return true;
            case ScalarNode { IsNull: true }:
                return true;
            case ScalarNode when orOne:
                if (!item.TryRead(place, out var only))
                {
                    return false;
                }

                value = [only];
                return true;
            default:
                var hint = place.Node is ScalarNode scalar && !item.IsSecret ? $": write [{scalar.Text}]" : "";
                place.Error($"{place.Called} must be a list, not {place.Node.Description}{(hint.Length < 60 ? hint : "")}.");
                return false;
        }
    }

    private EquatableArray<T> ReadItems(Place place, SequenceNode sequence)
    {
        var items = new List<T>(sequence.Items.Length);
        for (var i = 0; i < sequence.Items.Length; i++)
        {
            if (item.TryRead(place.Item(sequence.Items[i], i), out var one))
            {
                items.Add(one);
            }
        }

        return items.ToEquatableArray();
    }
}
