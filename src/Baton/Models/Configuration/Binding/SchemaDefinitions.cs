using System.Text.Json.Nodes;

namespace Baton.Models.Configuration.Binding;

/// <summary>The schemas of sections by name, each once.</summary>
internal sealed class SchemaDefinitions
{
    private readonly SortedDictionary<string, JsonObject> _all = new(StringComparer.Ordinal);

    /// <summary>A reference to a section's schema, which is made when first asked for.</summary>
    public JsonObject Refer(string name, Func<JsonObject> make)
    {
        if (!_all.ContainsKey(name))
        {
            // Held first, so that a section that contains itself ends.
            _all[name] = [];
            _all[name] = make();
        }

        return new JsonObject { ["$ref"] = $"#/definitions/{name}" };
    }

    /// <summary>All of them.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var (name, schema) in _all)
        {
            json[name] = schema;
        }

        return json;
    }
}
