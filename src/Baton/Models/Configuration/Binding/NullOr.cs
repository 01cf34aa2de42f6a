using System.Text.Json.Nodes;
using Baton.Models.Configuration.Syntax;

namespace Baton.Models.Configuration.Binding;

/// <summary>Nothing (<c>null</c>), or a value. A text that is empty once its variables are put in counts as nothing.</summary>
/// <param name="inner">The shape of a value.</param>
/// <param name="lift">Makes the nullable one of a value.</param>
internal sealed class NullOr<TInner, T>(Shape<TInner> inner, Func<TInner, T> lift) : Shape<T?>
{
    public override string Expected => inner.Expected + ", or null";

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var schema = inner.Schema(definitions);
        if (schema["type"] is JsonValue one && schema["enum"] is null)
        {
            schema["type"] = new JsonArray(one.DeepClone(), "null");
            return schema;
        }

        return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
    }

    public override bool TryRead(Place place, out T? value)
    {
        value = default;
        if (place.Node is ScalarNode scalar && (scalar.IsNull || IsUnset(place, scalar)))
        {
            return true;
        }

        if (!inner.TryRead(place, out var read))
        {
            return false;
        }

        value = lift(read);
        return true;
    }

    private static bool IsUnset(Place place, ScalarNode scalar) =>
        EnvironmentText.Has(scalar.Text) && ScalarText.TryExpand(place, scalar, out var text) && text.Length == 0;
}

/// <summary>Makes shapes that take <c>null</c>.</summary>
internal static class NullOr
{
    /// <summary>The same shape, or <c>null</c>.</summary>
    public static Shape<T?> OrNull<T>(this Shape<T> shape)
        where T : struct => new NullOr<T, T?>(shape, v => v);

    /// <summary>The same shape, or <c>null</c>.</summary>
    public static Shape<T?> OrNothing<T>(this Shape<T> shape)
        where T : class => new NullOr<T, T>(shape, v => v);
}
