using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Providers.Simulated.Schemas;

/// <summary>
/// Makes an instance of a JSON schema (draft 2020-12): types, <c>enum</c>, <c>const</c>, objects, arrays, references, combined
/// schemas, bounds, <c>format</c> and usual patterns. What only forbids (<c>not</c>, <c>unevaluatedProperties</c> …) is met by
/// trying again.
/// </summary>
internal sealed class SchemaInstance
{
    private const int Tries = 8;
    private const int WideDepth = 4;
    private const int Deepest = 24;
    private const int WideNodes = 1_000;
    private const int MostNodes = 5_000;

    private readonly SchemaMerge _merge;
    private readonly ValueSource _values;
    private readonly int _try;
    private int _nodes;

    private SchemaInstance(JsonNode? root, ValueSource values, int tryNumber)
    {
        _merge = new SchemaMerge(root);
        _values = values;
        _try = tryNumber;
    }

    /// <summary>An instance.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="values">What to fill in; asked anew for each try.</param>
    /// <returns>The instance, valid as far as could be checked.</returns>
    public static JsonNode? Make(JsonElement schema, Func<ValueSource> values)
    {
        var root = JsonNode.Parse(schema.GetRawText());
        var check = SchemaCheck.For(schema);
        JsonNode? first = null;
        for (var i = 0; i < Tries; i++)
        {
            var maker = new SchemaInstance(root, values(), i);
            var made = maker.Value(root, "answer", "", 0, i);
            if (maker._nodes > MostNodes || check.Holds(made)) // One that outgrows all bounds would outgrow them again.
            {
                return made;
            }

            first ??= made;
        }

        return first;
    }

    /// <summary>A value of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="property">The name of the property that it is, for its text.</param>
    /// <param name="path">Where it stands, for its luck.</param>
    /// <param name="depth">How deep.</param>
    /// <param name="variant">Which of several.</param>
    internal JsonNode? Value(JsonNode? schema, string property, string path, int depth, int variant)
    {
        if (++_nodes > MostNodes || depth > Deepest || _merge.Flatten(schema, branches => Order(branches, path, depth)) is not { } flat)
        {
            return null;
        }

        if (flat.TryGetPropertyValue("const", out var constant))
        {
            return constant?.DeepClone();
        }

        if (flat["enum"] is JsonArray { Count: > 0 } choices)
        {
            return Choice(choices, flat, path, variant);
        }

        return TypeOf(flat, path) switch
        {
            "object" => new SchemaObject(this, _values, flat, path, depth, variant, Wide(depth)).Make(),
            "array" => new SchemaArray(this, flat, property, path, depth, Wide(depth)).Make(),
            "string" => SchemaString.Make(flat, _values, property, $"{path}~{_try}", variant),
            "integer" => SchemaNumber.Make(flat, _values, path, variant, whole: true),
            "number" => SchemaNumber.Make(flat, _values, path, variant, whole: false),
            "boolean" => JsonValue.Create((_values.Chance.Below(path, 2) + variant) % 2 == 0),
            _ => null,
        };
    }

    /// <summary>Whether there is room for what need not be there.</summary>
    private bool Wide(int depth) => depth < WideDepth && _nodes < WideNodes;

    /// <summary>Branches in an order by chance; once deep, those first that end: a schema may hold itself.</summary>
    private IEnumerable<JsonNode?> Order(JsonArray branches, string path, int depth)
    {
        var first = (_values.Chance.Below($"{path}?", branches.Count) + _try) % branches.Count;
        var turned = Enumerable.Range(0, branches.Count).Select(i => branches[(first + i) % branches.Count]);
        return Wide(depth)
            ? turned.OrderBy(b => SchemaKeywords.TypesOf((b as JsonObject)?["type"]) is ["null"] ? 1 : 0)
            : turned.OrderBy(b => b is JsonObject branch && (branch.ContainsKey("$ref") || branch.ContainsKey("properties") || branch.ContainsKey("items")) ? 1 : 0);
    }

    private JsonNode? Choice(JsonArray choices, JsonObject flat, string path, int variant)
    {
        var types = SchemaKeywords.TypesOf(flat["type"]);
        var fitting = choices.Where(c => types.Count == 0 || types.Any(t => IsOf(c, t))).ToArray();
        fitting = fitting.Length == 0 ? [.. choices] : fitting;
        var texts = fitting.Select(c => c is JsonValue value && value.TryGetValue<string>(out var text) ? text : null).ToArray();
        var at = Array.TrueForAll(texts, t => t is not null) ? _values.Choose(texts!, path) : _values.Chance.Below(path, fitting.Length);
        return fitting[(at + variant) % fitting.Length]?.DeepClone();
    }

    private string TypeOf(JsonObject flat, string path)
    {
        var types = SchemaKeywords.TypesOf(flat["type"]).Where(t => t != "null").ToArray();
        return types.Length > 0 ? types[_values.Chance.Below($"{path}:", types.Length)]
            : flat.ContainsKey("type") ? "null"
            : Has(flat, "properties", "required", "additionalProperties", "minProperties", "patternProperties") ? "object"
            : Has(flat, "items", "prefixItems", "minItems", "contains", "uniqueItems") ? "array"
            : Has(flat, "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf") ? "number"
            : "string";
    }

    private static bool Has(JsonObject flat, params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
        {
            if (flat.ContainsKey(keyword))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOf(JsonNode? value, string type) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => type == "null",
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.String => type == "string",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Number => type == "number" || (type == "integer" && SchemaKeywords.Number(value) is { } number && number == Math.Floor(number)),
        _ => false,
    };
}
