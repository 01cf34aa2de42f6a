using System.Globalization;
using System.Text.Json.Nodes;

namespace Baton.Providers.Simulated.Schemas;

/// <summary>Makes one flat JSON schema (draft 2020-12) of one that refers to or combines others.</summary>
/// <param name="root">The whole schema, that references point into.</param>
internal sealed class SchemaMerge(JsonNode? root)
{
    private const int DeepestReference = 40;

    /// <summary>Schemas may refer to themselves twice at each step: depth alone is no bound.</summary>
    private const int MostSteps = 20_000;

    private int _steps;

    /// <summary>The schema with its reference and <c>allOf</c> followed, one branch of <c>anyOf</c> and <c>oneOf</c> chosen, and <c>if</c> taken as said.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="choose">Chooses a branch: told the branches, says an order in which to try them.</param>
    /// <returns>The flat schema, or <c>null</c> where it is <c>false</c> or contradicts itself.</returns>
    public JsonObject? Flatten(JsonNode? schema, Func<JsonArray, IEnumerable<JsonNode?>> choose) => Flatten(schema, choose, 0);

    private JsonObject? Flatten(JsonNode? schema, Func<JsonArray, IEnumerable<JsonNode?>> choose, int depth)
    {
        if (schema is not JsonObject given)
        {
            return schema is JsonValue value && value.TryGetValue<bool>(out var any) && !any ? null : [];
        }

        if (depth > DeepestReference || ++_steps > MostSteps)
        {
            return null; // It refers to itself without end.
        }

        JsonObject? flat = [];
        foreach (var (name, value) in given)
        {
            if (name is not ("$ref" or "$dynamicRef" or "allOf" or "anyOf" or "oneOf" or "if" or "then" or "else"))
            {
                flat[name] = value?.DeepClone();
            }
        }

        foreach (var part in Parts(given))
        {
            if (flat is null)
            {
                return null;
            }

            flat = Both(flat, Flatten(part, choose, depth + 1));
        }

        foreach (var name in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            if (flat is not null && given[name] is JsonArray { Count: > 0 } branches)
            {
                var rest = flat;
                flat = choose(branches).Select(branch => Both((JsonObject)rest.DeepClone(), Flatten(branch, choose, depth + 1))).FirstOrDefault(b => b is not null);
            }
        }

        return flat;
    }

    private IEnumerable<JsonNode?> Parts(JsonObject schema)
    {
        if ((schema["$ref"] ?? schema["$dynamicRef"]) is JsonValue reference && reference.TryGetValue<string>(out var pointer))
        {
            yield return Find(pointer);
        }

        foreach (var one in schema["allOf"] as JsonArray ?? [])
        {
            yield return one;
        }

        if (schema.ContainsKey("if"))
        {
            // Whoever keeps to "if" must keep to "then", and "else" does not concern him.
            yield return schema["if"];
            yield return schema["then"] ?? new JsonObject();
        }
    }

    /// <summary>What a reference within the document points at; anything, where it points out of it.</summary>
    private JsonNode? Find(string reference)
    {
        var node = root;
        if (!reference.StartsWith('#'))
        {
            return new JsonObject();
        }

        foreach (var part in reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                JsonObject parent when parent.TryGetPropertyValue(name, out var child) => child,
                JsonArray list when int.TryParse(name, CultureInfo.InvariantCulture, out var index) && index < list.Count => list[index],
                _ => new JsonObject(),
            };
        }

        return node;
    }

    private static JsonObject? Both(JsonObject? one, JsonObject? other)
    {
        if (one is null || other is null)
        {
            return null;
        }

        foreach (var (name, value) in other)
        {
            if (!one.TryGetPropertyValue(name, out var had))
            {
                one[name] = value?.DeepClone();
            }
            else if (SchemaKeywords.Combine(name, had, value) is { } both)
            {
                one[name] = both;
            }
            else
            {
                return null;
            }
        }

        return one;
    }
}
