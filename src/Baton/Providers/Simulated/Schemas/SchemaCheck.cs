using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Baton.Providers.Simulated.Schemas;

/// <summary>Checks instances against a schema, where that can be done safely.</summary>
internal sealed class SchemaCheck
{
    private readonly JsonSchema? _schema;

    private SchemaCheck(JsonSchema? schema) => _schema = schema;

    /// <summary>
    /// The check of a schema. One with patterns is not checked: the library runs a caller's regular expressions without a
    /// bound of time, and one that never ends must not stop a server; nor one that refers to itself without end.
    /// </summary>
    public static SchemaCheck For(JsonElement schema)
    {
        var text = schema.GetRawText();
        if (text.Contains("\"pattern", StringComparison.Ordinal) || SchemaLoops.Any(schema))
        {
            return new SchemaCheck(null);
        }

        try
        {
            return new SchemaCheck(JsonSchema.FromText(text));
        }
        catch (Exception e) when (e is JsonException or JsonSchemaException or ArgumentException or FormatException or InvalidOperationException)
        {
            return new SchemaCheck(null);
        }
    }

    /// <summary>Whether the instance is valid; yes where it cannot be told.</summary>
    public bool Holds(JsonNode? instance)
    {
        try
        {
            return _schema?.Evaluate(instance, new EvaluationOptions()).IsValid ?? true;
        }
        catch (Exception e) when (e is JsonException or JsonSchemaException or ArgumentException or InvalidOperationException)
        {
            return true; // A reference that leads nowhere, a keyword that is none: nothing could be better.
        }
    }
}
