using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>Reads the OpenAI wire's tools, tool choice and response format.</summary>
internal static class ChatToolReader
{
    private static readonly JsonElement EmptySchema = JsonElement.Parse("""{"type":"object","properties":{}}""");

    public static List<AITool> Read(JsonElement tools)
    {
        var read = new List<AITool>(tools.GetArrayLength());
        foreach (var tool in tools.EnumerateArray())
        {
            var at = $"tools[{read.Count}]";
            if (tool.ValueKind != JsonValueKind.Object)
            {
                throw ChatRequestScanner.Wrong(at, "an object");
            }

            if (!tool.TryGetProperty("function", out var function) || function.ValueKind != JsonValueKind.Object
                || !function.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
            {
                throw ChatRequestScanner.Invalid($"'{at}.function.name' is missing.", $"{at}.function.name");
            }

            read.Add(new WireFunction(
                name.GetString()!,
                function.TryGetProperty("description", out var description) ? description.GetString() ?? "" : "",
                function.TryGetProperty("parameters", out var schema) && schema.ValueKind == JsonValueKind.Object ? schema : EmptySchema,
                tool));
        }

        return read;
    }

    public static ChatToolMode ReadChoice(JsonElement choice)
    {
        var word = choice.ValueKind == JsonValueKind.String ? choice.GetString() : null;
        return word switch
        {
            "auto" => ChatToolMode.Auto,
            "none" => ChatToolMode.None,
            "required" or "any" => ChatToolMode.RequireAny,
            null when choice.TryGetProperty("function", out var function)
                && function.ValueKind == JsonValueKind.Object
                && function.TryGetProperty("name", out var name) => ChatToolMode.RequireSpecific(name.GetString()!),
            null when choice.TryGetProperty("type", out var type) && type.ValueEquals("allowed_tools") => ChatToolMode.Auto,
            _ => throw ChatRequestScanner.Wrong("tool_choice", "'auto', 'none', 'required' or {\"type\":\"function\",\"function\":{\"name\":…}}"),
        };
    }

    public static ChatResponseFormat ReadFormat(JsonElement format)
    {
        var type = format.TryGetProperty("type", out var t) && t.ValueKind == JsonValueKind.String ? t.GetString() : null;
        switch (type)
        {
            case "text":
                return ChatResponseFormat.Text;
            case "json_object":
                return ChatResponseFormat.Json;
            case "json_schema" when format.TryGetProperty("json_schema", out var inner) && inner.ValueKind == JsonValueKind.Object:
                if (!inner.TryGetProperty("schema", out var schema) || schema.ValueKind != JsonValueKind.Object)
                {
                    throw ChatRequestScanner.Invalid("'response_format.json_schema.schema' is missing.", "response_format.json_schema.schema");
                }

                return ChatResponseFormat.ForJsonSchema(
                    schema,
                    inner.TryGetProperty("name", out var name) ? name.GetString() : null,
                    inner.TryGetProperty("description", out var description) ? description.GetString() : null);
            case "json_schema":
                throw ChatRequestScanner.Invalid("'response_format.json_schema' is missing.", "response_format.json_schema");
            default:
                throw ChatRequestScanner.Invalid(
                    "'response_format.type' must be 'text', 'json_object' or 'json_schema'.", "response_format.type");
        }
    }

    /// <summary>A function as the wire declared it; kept whole, so that fields unknown here are sent on.</summary>
    internal sealed class WireFunction(string name, string description, JsonElement schema, JsonElement wire) : AIFunctionDeclaration
    {
        public override string Name => name;

        public override string Description => description;

        public override JsonElement JsonSchema => schema;

        /// <summary>The element of <c>tools</c>.</summary>
        public JsonElement Wire => wire;
    }
}
