using System.Text.Json.Nodes;

namespace Baton.Providers.Simulated.Schemas;

/// <summary>Makes an object.</summary>
internal sealed class SchemaObject(SchemaInstance instance, ValueSource values, JsonObject flat, string path, int depth, int variant, bool wide)
{
    private readonly JsonObject _made = [];

    private readonly JsonObject? _properties = flat["properties"] as JsonObject;

    public JsonObject Make()
    {
        var most = (int?)SchemaKeywords.Number(flat["maxProperties"]) ?? int.MaxValue;
        var least = (int?)SchemaKeywords.Number(flat["minProperties"]) ?? 0;
        var required = (flat["required"] as JsonArray ?? []).Select(n => n?.ToString()).OfType<string>().ToHashSet(StringComparer.Ordinal);
        AddNeeded(required);
        foreach (var (name, schema) in _properties ?? [])
        {
            // In the schema's order, what need not be there only while there is room.
            if (required.Contains(name) || (!SchemaKeywords.IsFalse(schema) && (wide || required.Count < least)
                && (_properties!.Count(p => required.Contains(p.Key)) + Optional(required) < most)))
            {
                Add(name);
                AddNeeded(required);
            }
        }

        foreach (var name in required)
        {
            Add(name);
        }

        var extra = Math.Max(least, _properties is null && required.Count == 0 && wide && flat["additionalProperties"] is JsonObject ? 1 : 0);
        for (var i = 0; _made.Count < Math.Min(extra, most) && i < extra + 8; i++)
        {
            Add(ExtraName(i));
        }

        return _made;
    }

    private int Optional(HashSet<string> required) => _made.Count(p => !required.Contains(p.Key));

    /// <summary>What the presence of others asks for.</summary>
    private void AddNeeded(HashSet<string> required)
    {
        foreach (var (name, needs) in flat["dependentRequired"] as JsonObject ?? [])
        {
            if (_made.ContainsKey(name) || required.Contains(name))
            {
                required.UnionWith((needs as JsonArray ?? []).Select(n => n?.ToString()).OfType<string>());
            }
        }
    }

    private void Add(string name)
    {
        if (!_made.ContainsKey(name))
        {
            _made[name] = instance.Value(SchemaOf(name), name, $"{path}/{name}", depth + 1, variant);
        }
    }

    private JsonNode? SchemaOf(string name)
    {
        var schemas = new JsonArray();
        if (_properties?.TryGetPropertyValue(name, out var own) == true)
        {
            schemas.Add(own?.DeepClone());
        }

        foreach (var (pattern, schema) in flat["patternProperties"] as JsonObject ?? [])
        {
            if (PatternText.Matches(pattern, name))
            {
                schemas.Add(schema?.DeepClone());
            }
        }

        return schemas.Count switch
        {
            0 => flat["additionalProperties"] is JsonObject others ? others : new JsonObject(),
            1 => schemas[0],
            _ => new JsonObject { ["allOf"] = schemas },
        };
    }

    private string ExtraName(int at)
    {
        var patterns = flat["patternProperties"] as JsonObject;
        var pattern = patterns is { Count: > 0 } && !(flat["additionalProperties"] is JsonObject) ? patterns.First().Key
            : (flat["propertyNames"] as JsonObject)?["pattern"]?.ToString();
        return (pattern is null ? null : PatternText.Make(pattern, values.Chance, $"{path}/+{at}", 0, int.MaxValue)) ?? values.Key(at);
    }
}
