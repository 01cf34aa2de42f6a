using System.Text.Json;
using Baton.Providers.Anthropic.Inbound;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>Writes the tools that a model may call, and whether it must.</summary>
internal static class ToolWriter
{
    public static void Write(Utf8JsonWriter writer, ChatOptions options, Dialogue dialogue, RequestRecord? record)
    {
        var known = new List<AITool>();
        foreach (var tool in options.Tools ?? [])
        {
            if (tool is AIFunctionDeclaration or IWireTool)
            {
                known.Add(tool);
            }
            else
            {
                record?.Drop($"tools.{tool.Name}");
            }
        }

        if (known.Count > 0)
        {
            writer.WriteStartArray("tools");
            foreach (var tool in known)
            {
                if (tool is IWireTool wire)
                {
                    wire.Wire.WriteTo(writer);
                }
                else
                {
                    Write(writer, (AIFunctionDeclaration)tool);
                }
            }

            writer.WriteEndArray();
            WriteChoice(writer, options);
            return;
        }

        WriteRemembered(writer, dialogue);
    }

    private static void Write(Utf8JsonWriter writer, AIFunctionDeclaration function)
    {
        writer.WriteStartObject();
        writer.WriteString("name", function.Name);
        if (!string.IsNullOrEmpty(function.Description))
        {
            writer.WriteString("description", function.Description);
        }

        writer.WritePropertyName("input_schema");
        WriteSchema(writer, function.JsonSchema);
        writer.WriteEndObject();
    }

    /// <summary>The API demands a schema whose type is said to be an object.</summary>
    private static void WriteSchema(Utf8JsonWriter writer, JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out _))
        {
            schema.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type", "object");
        if (schema.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in schema.EnumerateObject())
            {
                property.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter writer, ChatOptions options)
    {
        var oneAtATime = options.AllowMultipleToolCalls == false;
        var (type, name) = options.ToolMode switch
        {
            NoneChatToolMode => ("none", null),
            RequiredChatToolMode { RequiredFunctionName: { } function } => ("tool", function),
            RequiredChatToolMode => ("any", null),
            null when !oneAtATime => (null, null),
            _ => ("auto", (string?)null),
        };
        if (type is null)
        {
            return;
        }

        writer.WriteStartObject("tool_choice");
        writer.WriteString("type", type);
        if (name is not null)
        {
            writer.WriteString("name", name);
        }

        if (oneAtATime && type != "none")
        {
            writer.WriteBoolean("disable_parallel_tool_use", true);
        }

        writer.WriteEndObject();
    }

    /// <summary>A history with calls is refused without the tools that were called: they are declared again, and forbidden.</summary>
    private static void WriteRemembered(Utf8JsonWriter writer, Dialogue dialogue)
    {
        var names = dialogue.Turns.SelectMany(turn => turn.Contents).OfType<FunctionCallContent>()
            .Select(call => call.Name).Distinct(StringComparer.Ordinal).ToList();
        if (names.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tools");
        foreach (var name in names)
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteStartObject("input_schema");
            writer.WriteString("type", "object");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("tool_choice");
        writer.WriteString("type", "none");
        writer.WriteEndObject();
    }
}
