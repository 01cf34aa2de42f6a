using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Baton.Models.Configuration.Syntax;

namespace Baton.Models.Configuration.Binding;

/// <summary>A mapping with keys that Baton knows: one declaration for the binder, the schema and the documents.</summary>
/// <typeparam name="T">The record that it fills.</typeparam>
/// <param name="title">Its name in the schema.</param>
/// <param name="start">Makes the record at its defaults, of the name that the mapping has.</param>
/// <param name="keys">The keys.</param>
internal sealed class Section<T>(string title, Func<string, T> start, params IEnumerable<Key<T>> keys) : Shape<T>
{
    private readonly Dictionary<string, Key<T>> _byName = keys.ToDictionary(k => k.Name, StringComparer.Ordinal);

    /// <summary>Its keys, in the order of the declaration.</summary>
    public IReadOnlyList<Key<T>> Keys { get; } = [.. keys];

    public override string Expected => "a mapping";

    public override JsonObject Schema(SchemaDefinitions definitions) => definitions.Refer(title, () => Describe(definitions));

    /// <summary>Always gives a value: a wrong key leaves its default, and the error is in the messages.</summary>
    public override bool TryRead(Place place, [MaybeNullWhen(false)] out T value)
    {
        value = Fill(start(place.Name), place);
        return true;
    }

    /// <summary>Sets on a record what the mapping at a place says.</summary>
    public T Fill(T owner, Place place)
    {
        var seen = new Dictionary<string, Position>(StringComparer.Ordinal);
        if (place.Node is MappingNode mapping)
        {
            foreach (var entry in mapping.Entries)
            {
                owner = Apply(owner, place, entry, seen);
            }
        }
        else if (place.Node is not ScalarNode { IsNull: true })
        {
            place.Error($"{place.Called} must be a mapping with keys such as {string.Join(", ", Keys.Take(3).Select(k => k.Name))}, not {place.Node.Description}.");
            return owner;
        }

        foreach (var missing in Keys.Where(k => k.IsRequired && !seen.ContainsKey(k.Name)))
        {
            var at = place.Path.Length == 0 ? place.Node.Start : place.Reading.Marks.Key(place.Path);
            place.Reading.Messages.Error(at, Join(place, missing.Name), $"{place.Called} needs the key '{missing.Name}': {missing.Description}");
        }

        return owner;
    }

    private T Apply(T owner, Place place, MappingEntry entry, Dictionary<string, Position> seen)
    {
        var name = entry.Key.Text;
        if (!_byName.TryGetValue(name, out var key))
        {
            var where = place.Path.Length == 0 ? "" : $" in {place.Path}";
            var suggestion = NearestNames.Suggest(name, _byName.Keys);
            var rest = suggestion.Length > 0 ? suggestion : $" Known are {string.Join(", ", Keys.Select(k => k.Name))}.";
            place.Reading.Messages.Error(entry.Key.Start, Join(place, name), $"unknown key '{name}'{where}.{rest}");
        }
        else if (!seen.TryAdd(name, entry.Key.Start))
        {
            place.Reading.Messages.Error(
                entry.Key.Start, Join(place, name), $"{place.Called} has the key '{name}' twice; the first stands in line {seen[name].Line}.");
        }
        else
        {
            return key.Apply(owner, place.Enter(entry));
        }

        return owner;
    }

    private static string Join(Place place, string name) => place.Path.Length == 0 ? name : $"{place.Path}.{name}";

    private JsonObject Describe(SchemaDefinitions definitions)
    {
        var properties = new JsonObject();
        foreach (var key in Keys)
        {
            properties[key.Name] = key.Schema(definitions);
        }

        var schema = new JsonObject
        {
            ["type"] = new JsonArray("object", "null"),
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
        if (Keys.Any(k => k.IsRequired))
        {
            schema["required"] = new JsonArray([.. Keys.Where(k => k.IsRequired).Select(k => (JsonNode)k.Name)]);
        }

        return schema;
    }
}
