using System.Text.Json;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Ollama;

/// <summary>Writes <c>tools</c>. Ollama has no tool choice: where none may be called none is sent, where one must be, that one alone.</summary>
internal static class OllamaTools
{
    public static void Write(Utf8JsonWriter json, ChatOptions options, RequestRecord? record)
    {
        if (options.Tools is not { Count: > 0 } tools || options.ToolMode is NoneChatToolMode)
        {
            return;
        }

        var only = (options.ToolMode as RequiredChatToolMode)?.RequiredFunctionName;
        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            if (tool is not AIFunctionDeclaration function)
            {
                record?.Drop($"tools.{tool.Name}"); // A vendor's own tool, which no other server has.
            }
            else if (only is null || function.Name == only)
            {
                Write(json, function);
            }
        }

        json.WriteEndArray();
        if (options.ToolMode is RequiredChatToolMode)
        {
            record?.Drop("tool_choice");
        }

        if (options.AllowMultipleToolCalls == false)
        {
            record?.Drop("parallel_tool_calls");
        }
    }

    private static void Write(Utf8JsonWriter json, AIFunctionDeclaration function)
    {
        json.WriteStartObject();
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", function.Name);
        json.WriteString("description", function.Description);
        json.WritePropertyName("parameters");
        function.JsonSchema.WriteTo(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
