using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Baton.Models.Configuration.Syntax;

namespace Baton.Models.Configuration.Binding;

/// <summary>A shape whose value is made into another.</summary>
internal sealed class SelectShape<TIn, T>(Shape<TIn> inner, Func<Place, TIn, T> select) : Shape<T>
{
    public override string Expected => inner.Expected;

    public override JsonObject Schema(SchemaDefinitions definitions) => inner.Schema(definitions);

    public override bool TryRead(Place place, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (!inner.TryRead(place, out var read))
        {
            return false;
        }

        value = select(place, read);
        return true;
    }
}

/// <summary>A single value in one shape, or a mapping in another.</summary>
internal sealed class SingleOrMapping<T>(Shape<T> single, Shape<T> mapping) : Shape<T>
{
    public override string Expected => $"{single.Expected}, or {mapping.Expected}";

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["anyOf"] = new JsonArray(single.Schema(definitions), mapping.Schema(definitions)) };

    public override bool TryRead(Place place, [MaybeNullWhen(false)] out T value) =>
        place.Node is MappingNode ? mapping.TryRead(place, out value) : single.TryRead(place, out value);
}
