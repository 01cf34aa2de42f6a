using System.Text.Json.Nodes;

namespace Baton.Providers.Simulated.Schemas;

/// <summary>What two schemas that must both hold say together, keyword by keyword.</summary>
internal static class SchemaKeywords
{
    /// <summary>One value of a keyword that says both.</summary>
    /// <returns><c>null</c> where they contradict each other.</returns>
    public static JsonNode? Combine(string keyword, JsonNode? one, JsonNode? other) => keyword switch
    {
        "type" => Types(one, other),
        "enum" => Common(one as JsonArray, other as JsonArray),
        "const" => JsonNode.DeepEquals(one, other) ? Copy(one) : null,
        "required" => Union(one as JsonArray, other as JsonArray),
        "properties" or "patternProperties" or "$defs" or "definitions" or "dependentRequired" => Properties(one as JsonObject, other as JsonObject),
        "items" or "additionalProperties" or "contains" or "propertyNames" => All(one, other),
        "minimum" or "exclusiveMinimum" or "minLength" or "minItems" or "minProperties" => Number(one) >= Number(other) ? Copy(one) : Copy(other),
        "maximum" or "exclusiveMaximum" or "maxLength" or "maxItems" or "maxProperties" => Number(one) <= Number(other) ? Copy(one) : Copy(other),
        "uniqueItems" => Copy(IsTrue(one) ? one : other),
        _ => Copy(one) ?? Copy(other) ?? JsonValue.Create(true),
    };

    /// <summary>The types that a schema allows; none where it does not say.</summary>
    public static IReadOnlyList<string> TypesOf(JsonNode? type) => type switch
    {
        JsonValue value when value.TryGetValue<string>(out var one) => [one],
        JsonArray list => [.. list.OfType<JsonValue>().Select(v => v.TryGetValue<string>(out var one) ? one : "").Where(t => t.Length > 0)],
        _ => [],
    };

    public static bool IsTrue(JsonNode? node) => node is JsonValue value && value.TryGetValue<bool>(out var yes) && yes;

    public static bool IsFalse(JsonNode? node) => node is JsonValue value && value.TryGetValue<bool>(out var yes) && !yes;

    /// <summary>A number, where it is one that fits.</summary>
    public static decimal? Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<decimal>(out var number) ? number : null;

    private static JsonArray? Types(JsonNode? one, JsonNode? other)
    {
        var right = TypesOf(other);
        var both = TypesOf(one)
            .Select(t => right.Contains(t) ? t : t == "number" && right.Contains("integer") ? "integer" : t == "integer" && right.Contains("number") ? t : null)
            .OfType<string>().ToArray();
        return both.Length == 0 ? null : [.. both.Select(t => JsonValue.Create(t))];
    }

    private static JsonArray? Common(JsonArray? one, JsonArray? other)
    {
        var both = (one ?? []).Where(a => (other ?? []).Any(b => JsonNode.DeepEquals(a, b))).Select(Copy).ToArray();
        return both.Length == 0 ? null : [.. both];
    }

    private static JsonArray Union(JsonArray? one, JsonArray? other) =>
        [.. (one ?? []).Concat(other ?? []).Select(n => n?.ToString()).OfType<string>().Distinct(StringComparer.Ordinal).Select(n => JsonValue.Create(n))];

    private static JsonObject Properties(JsonObject? one, JsonObject? other)
    {
        var both = (JsonObject)(one ?? []).DeepClone();
        foreach (var (name, value) in other ?? [])
        {
            both[name] = both.TryGetPropertyValue(name, out var had) ? All(had, value) : Copy(value);
        }

        return both;
    }

    private static JsonNode All(JsonNode? one, JsonNode? other) =>
        IsFalse(one) || IsFalse(other) ? JsonValue.Create(false) : new JsonObject { ["allOf"] = new JsonArray(Copy(one), Copy(other)) };

    private static JsonNode? Copy(JsonNode? node) => node?.DeepClone();
}
