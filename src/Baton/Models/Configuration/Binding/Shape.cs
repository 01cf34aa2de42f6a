using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Baton.Models.Configuration.Binding;

/// <summary>What may stand at a place: read by the binder, and told to editors by the schema, from the same object.</summary>
internal abstract class Shape
{
    /// <summary>What is expected, for messages: <c>a duration such as 30s</c>.</summary>
    public abstract string Expected { get; }

    /// <summary>Whether no message may show what stands there.</summary>
    public virtual bool IsSecret => false;

    /// <summary>Its JSON Schema.</summary>
    /// <param name="definitions">Takes the schemas of sections, which are referred to by name.</param>
    public abstract JsonObject Schema(SchemaDefinitions definitions);
}

/// <summary>A shape that becomes a value.</summary>
/// <typeparam name="T">The value's type.</typeparam>
internal abstract class Shape<T> : Shape
{
    /// <summary>Reads a value; what is wrong goes to the place's messages.</summary>
    /// <returns>Whether there is a value.</returns>
    public abstract bool TryRead(Place place, [MaybeNullWhen(false)] out T value);
}
