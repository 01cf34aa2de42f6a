using System.Text.Json.Nodes;
using Baton.Models.Configuration.Syntax;

namespace Baton.Models.Configuration.Binding;

/// <summary>One key of a section.</summary>
/// <typeparam name="TOwner">The record that it sets something on.</typeparam>
/// <param name="name">How it is written.</param>
/// <param name="description">What it means, one sentence.</param>
internal abstract class Key<TOwner>(string name, string description)
{
    public string Name { get; } = name;

    public string Description { get; } = description;

    /// <summary>Its default as it would be written; <c>null</c>: there is none.</summary>
    public string? DefaultText { get; private set; }

    /// <summary>Whether the section is wrong without it.</summary>
    public bool IsRequired { get; private set; }

    /// <summary>Whether it is read and checked, and nothing acts on it in this version.</summary>
    public bool IsNotYet { get; private set; }

    /// <summary>The kinds of provider that it means something for; empty: all.</summary>
    public IReadOnlyList<string> Only { get; private set; } = [];

    /// <summary>Says the default, as it would be written.</summary>
    public Key<TOwner> Default(string text)
    {
        DefaultText = text;
        return this;
    }

    /// <summary>Says that the section is wrong without it.</summary>
    public Key<TOwner> Required()
    {
        IsRequired = true;
        return this;
    }

    /// <summary>Says that nothing acts on it in this version: whoever sets it to anything but its default is warned.</summary>
    public Key<TOwner> NotYet()
    {
        IsNotYet = true;
        return this;
    }

    /// <summary>Says the kinds of provider that it means something for.</summary>
    public Key<TOwner> OnlyFor(params IReadOnlyList<string> kinds)
    {
        Only = kinds;
        return this;
    }

    /// <summary>Sets on the record what stands at the place.</summary>
    public abstract TOwner Apply(TOwner owner, Place place);

    /// <summary>Its JSON Schema, with description and default.</summary>
    public JsonObject Schema(SchemaDefinitions definitions)
    {
        var schema = ValueSchema(definitions);

        // Beside a reference older readers ignore everything else, so the reference is wrapped.
        if (schema.ContainsKey("$ref"))
        {
            schema = new JsonObject { ["allOf"] = new JsonArray(schema) };
        }

        schema["description"] = IsNotYet ? Description + " (Not acted on in this version.)" : Description;
        if (DefaultText is { } text)
        {
            schema["default"] = NodeJson.Of(YamlReader.Read(text));
        }

        return schema;
    }

    protected abstract JsonObject ValueSchema(SchemaDefinitions definitions);
}
