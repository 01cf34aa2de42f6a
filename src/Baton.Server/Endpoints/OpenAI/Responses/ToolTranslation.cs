using System.Text.Json;
using Baton.Providers.OpenAI;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>Writes tools, tool choice and the answer's format as the chat wire has them.</summary>
internal static class ToolTranslation
{
    public static void Write(Utf8JsonWriter writer, ResponsesRequest request)
    {
        var tools = request.Tools;
        if (tools.Functions.Count > 0)
        {
            writer.WriteStartArray("tools");
            foreach (var function in tools.Functions)
            {
                WriteFunction(writer, function);
            }

            writer.WriteEndArray();
            WriteChoice(writer, tools);
            if (request.Body["parallel_tool_calls"] is { } parallel)
            {
                writer.WritePropertyName("parallel_tool_calls");
                parallel.WriteTo(writer);
            }
        }

        WriteFormat(writer, request.Format);
    }

    private static void WriteFunction(Utf8JsonWriter writer, WireObject function)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "function");
        writer.WriteStartObject("function");
        Copy(writer, function, "name", "description", "parameters", "strict");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter writer, ResponseTools tools)
    {
        if (tools.Mode is { } mode)
        {
            writer.WriteString("tool_choice", mode);
        }
        else if (tools.Forced is { } name)
        {
            writer.WriteStartObject("tool_choice");
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            writer.WriteString("name", name);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }

    private static void WriteFormat(Utf8JsonWriter writer, WireObject? said)
    {
        if (said is not { } format)
        {
            return;
        }

        switch (format.DemandText("type"))
        {
            case "text":
                break;
            case "json_object":
                writer.WriteStartObject("response_format");
                writer.WriteString("type", "json_object");
                writer.WriteEndObject();
                break;
            case "json_schema":
                format.DemandText("name");
                if (format.Object("schema") is null)
                {
                    throw ChatRequestScanner.Invalid($"'{format.Path("schema")}' is missing.", format.Path("schema"));
                }

                writer.WriteStartObject("response_format");
                writer.WriteString("type", "json_schema");
                writer.WriteStartObject("json_schema");
                Copy(writer, format, "name", "description", "schema", "strict");
                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
            default:
                throw ChatRequestScanner.Wrong(format.Path("type"), "'text', 'json_object' or 'json_schema'");
        }
    }

    private static void Copy(Utf8JsonWriter writer, WireObject from, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (from[name] is { } value)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }
    }
}
