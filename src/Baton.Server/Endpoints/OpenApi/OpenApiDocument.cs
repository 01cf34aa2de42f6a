using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.OpenApi;

/// <summary>
/// <c>GET /openapi/v1.json</c>: the OpenAPI 3.1 document, made of the endpoints that are there, so that none is missing. The vendors' wires are
/// described by the vendors; of them it says what a request must have.
/// </summary>
internal static partial class OpenApiDocument
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var document = new Lazy<byte[]>(() => JsonSerializer.SerializeToUtf8Bytes(Make(routes.DataSources.SelectMany(s => s.Endpoints))));
        routes.MapGet("/openapi/v1.json", () => Results.Bytes(document.Value, "application/json"));
    }

    internal static JsonObject Make(IEnumerable<Endpoint> endpoints)
    {
        var paths = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>())
        {
            var path = PathOf(endpoint.RoutePattern.RawText ?? "/");
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                if (!paths.TryGetValue(path, out var operations))
                {
                    paths[path] = operations = [];
                }

                operations[method.ToLowerInvariant()] = Operation(method, path, endpoint);
            }
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Baton", ["version"] = "v1", ["description"] = "Many LLMs as one orchestra: the gateway's endpoints and its control API." },
            ["paths"] = new JsonObject(paths.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))),
            ["components"] = new JsonObject
            {
                ["schemas"] = new JsonObject { ["Error"] = Error() },
                ["securitySchemes"] = new JsonObject { ["key"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } },
            },
        };
    }

    private static JsonObject Operation(string method, string path, RouteEndpoint endpoint)
    {
        var notes = OperationNotes.All.GetValueOrDefault($"{method} {path}");
        var operation = new JsonObject
        {
            ["operationId"] = $"{method.ToLowerInvariant()}{Words().Replace(path, "_").TrimEnd('_')}",
            ["tags"] = new JsonArray(path.StartsWith("/v1/", StringComparison.Ordinal) ? "models" : path.StartsWith("/api/", StringComparison.Ordinal) ? "control" : "operations"),
            ["summary"] = notes?.Summary ?? $"{method} {path}",
        };
        if (endpoint.RoutePattern.Parameters is { Count: > 0 } parameters)
        {
            operation["parameters"] = new JsonArray([.. parameters.Select(p => new JsonObject
            {
                ["name"] = p.Name, ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string" },
            })]);
        }

        if (notes?.Body is { } required)
        {
            var schema = new JsonObject { ["type"] = "object", ["required"] = new JsonArray([.. required.Select(r => JsonValue.Create(r))]) };
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Json(schema) };
        }

        operation["responses"] = new JsonObject
        {
            ["200"] = new JsonObject { ["description"] = "Done.", ["content"] = Json(SchemaOf(notes?.Answer)) },
            ["default"] = new JsonObject
            {
                ["description"] = "Refused or failed; the status says by whose fault.",
                ["content"] = Json(new JsonObject { ["$ref"] = "#/components/schemas/Error" }),
            },
        };
        return operation;
    }

    private static JsonNode SchemaOf(Type? type)
    {
        if (type is null)
        {
            return new JsonObject { ["type"] = "object" };
        }

        var options = new JsonSerializerOptions(ControlJson.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        return options.GetJsonSchemaAsNode(type);
    }

    private static JsonObject Json(JsonNode schema) => new() { ["application/json"] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Error()
    {
        static JsonObject Text(bool orNull) => new() { ["type"] = orNull ? new JsonArray("string", "null") : "string" };
        return new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray("error"),
            ["properties"] = new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["type"] = "object",
                    ["required"] = new JsonArray("message", "type", "param", "code"),
                    ["properties"] = new JsonObject
                    {
                        ["message"] = Text(orNull: false),
                        ["type"] = Text(orNull: false),
                        ["param"] = Text(orNull: true),
                        ["code"] = Text(orNull: true),
                    },
                },
            },
        };
    }

    private static string PathOf(string pattern) => pattern.Replace("{**", "{", StringComparison.Ordinal);

    [GeneratedRegex("[^a-zA-Z0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Words();
}
