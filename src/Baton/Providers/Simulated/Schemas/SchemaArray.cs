using System.Text.Json.Nodes;

namespace Baton.Providers.Simulated.Schemas;

/// <summary>Makes an array.</summary>
internal sealed class SchemaArray(SchemaInstance instance, JsonObject flat, string property, string path, int depth, bool wide)
{
    private const int Usual = 2;
    private const int Most = 100;

    public JsonArray Make()
    {
        var least = Bound("minItems") ?? 0;
        var prefix = flat["prefixItems"] as JsonArray;
        var most = Math.Min(Bound("maxItems") ?? int.MaxValue, SchemaKeywords.IsFalse(flat["items"]) ? prefix?.Count ?? 0 : int.MaxValue);
        var contains = flat.ContainsKey("contains") ? Bound("minContains") ?? 1 : 0;
        var count = Math.Min(Math.Min(most, Most), Math.Max(Math.Max(least, contains), wide ? Math.Max(Usual, prefix?.Count ?? 0) : 0));
        var made = new JsonArray();
        for (var i = 0; i < count; i++)
        {
            var schema = prefix is not null && i < prefix.Count ? prefix[i]
                : i - (prefix?.Count ?? 0) < contains ? Containing()
                : flat["items"];
            var item = Item(schema, i, made);
            if (item.Fits || made.Count < least)
            {
                made.Add(item.Value);
            }
        }

        return made;
    }

    /// <summary>An item; where all must differ, one unlike those before, if the schema has so many.</summary>
    private (JsonNode? Value, bool Fits) Item(JsonNode? schema, int at, JsonArray before)
    {
        var unique = SchemaKeywords.IsTrue(flat["uniqueItems"]);
        JsonNode? value = null;
        for (var variant = at; variant < at + 30; variant++)
        {
            value = instance.Value(schema, property, $"{path}/{(unique && variant > at ? variant.ToString(System.Globalization.CultureInfo.InvariantCulture) : "*")}", depth + 1, variant);
            if (!unique || !before.Any(b => JsonNode.DeepEquals(b, value)))
            {
                return (value, true);
            }
        }

        return (value, false);
    }

    private JsonNode Containing() => flat["items"] is JsonObject items
        ? new JsonObject { ["allOf"] = new JsonArray(items.DeepClone(), flat["contains"]?.DeepClone()) }
        : flat["contains"]!;

    private int? Bound(string name) => (int?)SchemaKeywords.Number(flat[name]);
}
