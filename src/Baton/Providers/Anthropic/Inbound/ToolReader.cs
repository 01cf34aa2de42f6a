using System.Text.Json;
using Microsoft.Extensions.AI;
using static Baton.Providers.BodyScan;

namespace Baton.Providers.Anthropic.Inbound;

/// <summary>Reads the wire's tools and tool choice.</summary>
internal static class ToolReader
{
    private static readonly JsonElement EmptySchema = JsonElement.Parse("""{"type":"object","properties":{}}""");

    /// <summary>Reads tools: the caller's own as functions, those that only the vendor knows as bare tools.</summary>
    public static List<AITool> Read(JsonElement tools)
    {
        var read = new List<AITool>(tools.GetArrayLength());
        foreach (var tool in tools.EnumerateArray())
        {
            var at = $"tools[{read.Count}]";
            if (tool.ValueKind != JsonValueKind.Object)
            {
                throw Wrong(at, "an object");
            }

            var type = Json.Text(tool, "type");
            var name = Json.Text(tool, "name") ?? type ?? throw Invalid($"'{at}.name' is missing.", $"{at}.name");
            var schema = Json.Object(tool, "input_schema");
            read.Add(type is null or "custom"
                ? new WireFunction(name, Json.Text(tool, "description") ?? "", schema.ValueKind == JsonValueKind.Object ? schema : EmptySchema, tool)
                : new VendorTool(name, tool));
        }

        return read;
    }

    /// <summary>Reads whether a tool must be called.</summary>
    /// <returns>The mode, and whether several calls at once are allowed, where that is said.</returns>
    public static (ChatToolMode Mode, bool? Several) ReadChoice(JsonElement choice)
    {
        ChatToolMode mode = Json.Text(choice, "type") switch
        {
            "auto" => ChatToolMode.Auto,
            "none" => ChatToolMode.None,
            "any" => ChatToolMode.RequireAny,
            "tool" => ChatToolMode.RequireSpecific(
                Json.Text(choice, "name") ?? throw Invalid("'tool_choice.name' is missing.", "tool_choice.name")),
            _ => throw Wrong("tool_choice.type", "'auto', 'any', 'tool' or 'none'"),
        };
        bool? several = choice.TryGetProperty("disable_parallel_tool_use", out var one) && one.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? one.ValueKind == JsonValueKind.False
            : null;
        return (mode, several);
    }

    /// <summary>A function as the wire declared it; kept whole, so that fields unknown here are sent on.</summary>
    private sealed class WireFunction(string name, string description, JsonElement schema, JsonElement wire) : AIFunctionDeclaration, IWireTool
    {
        public override string Name => name;

        public override string Description => description;

        public override JsonElement JsonSchema => schema;

        public JsonElement Wire => wire;
    }

    /// <summary>A tool that the vendor runs, or that only its models know.</summary>
    private sealed class VendorTool(string name, JsonElement wire) : AITool, IWireTool
    {
        public override string Name => name;

        public JsonElement Wire => wire;
    }
}

/// <summary>A tool that came over this wire.</summary>
internal interface IWireTool
{
    /// <summary>The element of <c>tools</c>.</summary>
    JsonElement Wire { get; }
}
