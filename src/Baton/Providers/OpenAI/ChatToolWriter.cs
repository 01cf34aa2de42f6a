using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>Writes tools, tool choice and response format.</summary>
internal static class ChatToolWriter
{
    public static void Write(Utf8JsonWriter writer, ChatOptions options, Action<string>? drop)
    {
        var tools = new List<AIFunctionDeclaration>();
        foreach (var tool in options.Tools ?? [])
        {
            if (tool is AIFunctionDeclaration function)
            {
                tools.Add(function);
            }
            else
            {
                drop?.Invoke($"tools.{tool.Name}"); // A vendor's own tool, which no other server has.
            }
        }

        if (tools.Count > 0)
        {
            WriteTools(writer, tools);
            WriteChoice(writer, options.ToolMode);
            if (options.AllowMultipleToolCalls is { } parallel)
            {
                writer.WriteBoolean("parallel_tool_calls", parallel);
            }
        }

        WriteFormat(writer, options.ResponseFormat);
    }

    private static void WriteTools(Utf8JsonWriter writer, List<AIFunctionDeclaration> tools)
    {
        writer.WriteStartArray("tools");
        foreach (var function in tools)
        {
            if (function is ChatToolReader.WireFunction { Wire: var wire })
            {
                wire.WriteTo(writer);
            }
            else
            {
                writer.WriteStartObject();
                writer.WriteString("type", "function");
                writer.WriteStartObject("function");
                writer.WriteString("name", function.Name);
                if (function.Description.Length > 0)
                {
                    writer.WriteString("description", function.Description);
                }

                writer.WritePropertyName("parameters");
                function.JsonSchema.WriteTo(writer);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteChoice(Utf8JsonWriter writer, ChatToolMode? mode)
    {
        switch (mode)
        {
            case RequiredChatToolMode { RequiredFunctionName: { } name }:
                writer.WriteStartObject("tool_choice");
                writer.WriteString("type", "function");
                writer.WriteStartObject("function");
                writer.WriteString("name", name);
                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
            case RequiredChatToolMode:
                writer.WriteString("tool_choice", "required");
                break;
            case NoneChatToolMode:
                writer.WriteString("tool_choice", "none");
                break;
            case AutoChatToolMode:
                writer.WriteString("tool_choice", "auto");
                break;
            default:
                break;
        }
    }

    private static void WriteFormat(Utf8JsonWriter writer, ChatResponseFormat? format)
    {
        if (format is not ChatResponseFormatJson json)
        {
            return;
        }

        writer.WriteStartObject("response_format");
        if (json.Schema is { } schema)
        {
            writer.WriteString("type", "json_schema");
            writer.WriteStartObject("json_schema");
            writer.WriteString("name", json.SchemaName ?? "answer");
            if (json.SchemaDescription is { } description)
            {
                writer.WriteString("description", description);
            }

            writer.WritePropertyName("schema");
            schema.WriteTo(writer);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("type", "json_object");
        }

        writer.WriteEndObject();
    }
}
