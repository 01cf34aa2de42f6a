using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace Baton.Providers;

/// <summary>A caller's JSON Schema for an answer.</summary>
internal sealed class AnswerSchema
{
    /// <summary>How many violations a message names.</summary>
    private const int MostNamed = 3;

    private readonly JsonSchema _schema;

    private AnswerSchema(JsonSchema schema) => _schema = schema;

    /// <summary>Reads a schema.</summary>
    /// <param name="schema">The schema as the request has it.</param>
    /// <returns>The schema, ready to check.</returns>
    /// <exception cref="UpstreamException">It is none: <see cref="ErrorCodes.InvalidRequest"/>.</exception>
    public static AnswerSchema Parse(JsonElement schema)
    {
        if (SchemaLoops.Any(schema))
        {
            throw Unusable(new FormatException("it refers to itself without end"));
        }

        try
        {
            return new AnswerSchema(JsonSchema.FromText(schema.GetRawText()));
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or FormatException or UriFormatException)
        {
            throw Unusable(e);
        }
    }

    /// <summary>What is wrong with an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <returns>The first violations with the places where they are; <c>null</c> where it fits.</returns>
    /// <exception cref="UpstreamException">The schema refers to something that is not there: <see cref="ErrorCodes.InvalidRequest"/>.</exception>
    public string? Problem(JsonElement answer)
    {
        EvaluationResults results;
        try
        {
            results = _schema.Evaluate(AsNode(answer), new EvaluationOptions { OutputFormat = OutputFormat.List });
        }
        catch (Exception e) when (e is JsonSchemaException or JsonException or ArgumentException or InvalidOperationException
            or RegexMatchTimeoutException)
        {
            throw Unusable(e);
        }

        if (results.IsValid)
        {
            return null;
        }

        var named = results.Details.Where(detail => detail.HasErrors)
            .SelectMany(detail => detail.Errors!.Select(error => $"at '{detail.InstanceLocation}': {error.Value}"))
            .Distinct(StringComparer.Ordinal)
            .Take(MostNamed);
        return string.Join("; ", named);
    }

    private static JsonNode? AsNode(JsonElement answer) => answer.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(answer),
        JsonValueKind.Array => JsonArray.Create(answer),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(answer),
    };

    private static UpstreamException Unusable(Exception cause) => new(
        ErrorCodes.InvalidRequest, $"'response_format.json_schema.schema' is no usable JSON Schema: {cause.Message}", cause)
    {
        Param = "response_format.json_schema.schema",
    };
}
