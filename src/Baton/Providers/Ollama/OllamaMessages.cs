using System.Text.Json;
using Baton.Models;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Ollama;

/// <summary>Writes <c>messages</c>.</summary>
internal static class OllamaMessages
{
    public static void Write(Utf8JsonWriter json, Deployment deployment, IReadOnlyList<ChatMessage> messages, string? instructions)
    {
        // Results are matched by the function's name there; the name stands at the call alone.
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        json.WriteStartArray("messages");
        if (!string.IsNullOrEmpty(instructions))
        {
            json.WriteStartObject();
            json.WriteString("role", "system");
            json.WriteString("content", instructions);
            json.WriteEndObject();
        }

        for (var i = 0; i < messages.Count; i++)
        {
            Write(json, deployment, messages[i], i, names);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Deployment deployment, ChatMessage message, int index, Dictionary<string, string> names)
    {
        foreach (var result in message.Contents.OfType<FunctionResultContent>())
        {
            json.WriteStartObject();
            json.WriteString("role", "tool");
            json.WriteString("content", ToolResultText.Of(result));
            json.WriteString("tool_call_id", result.CallId);
            if (names.TryGetValue(result.CallId, out var name))
            {
                json.WriteString("tool_name", name);
            }

            if (result.Result is IEnumerable<AIContent> parts)
            {
                WriteImages(json, deployment, parts, index); // What a tool shows.
            }

            json.WriteEndObject();
        }

        if (message.Contents.Count > 0 && message.Contents.All(c => c is FunctionResultContent))
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("role", RoleOf(message.Role));
        json.WriteString("content", string.Join('\n', Texts(message.Contents)));
        var thinking = string.Concat(message.Contents.OfType<TextReasoningContent>()
            .Where(c => Thoughts.MayBeShown(c, deployment.UpstreamModel)).Select(c => c.Text));
        if (thinking.Length > 0)
        {
            json.WriteString("thinking", thinking);
        }

        WriteImages(json, deployment, message.Contents, index);
        WriteCalls(json, message.Contents, names);
        json.WriteEndObject();
    }

    /// <summary><c>developer</c> is OpenAI's later word for <c>system</c> (WIRE 30).</summary>
    private static string RoleOf(ChatRole role) => role.Value switch
    {
        "developer" => "system",
        var value => value,
    };

    private static IEnumerable<string> Texts(IList<AIContent> contents)
    {
        foreach (var content in contents)
        {
            switch (content)
            {
                case TextContent { Text.Length: > 0 } text:
                    yield return text.Text;
                    break;
                case ErrorContent { Message.Length: > 0 } refusal:
                    yield return refusal.Message;
                    break;
                default:
                    break;
            }
        }
    }

    private static void WriteImages(Utf8JsonWriter json, Deployment deployment, IEnumerable<AIContent> contents, int index)
    {
        var open = false;
        foreach (var content in contents)
        {
            switch (content)
            {
                case DataContent data when data.HasTopLevelMediaType("image"):
                    if (!open)
                    {
                        json.WriteStartArray("images");
                        open = true;
                    }

                    json.WriteBase64StringValue(data.Data.Span);
                    break;
                case DataContent or UriContent or HostedFileContent:
                    throw CannotTake(deployment, content, index);
                default:
                    break;
            }
        }

        if (open)
        {
            json.WriteEndArray();
        }
    }

    /// <summary>Leaving such a part out would answer another question than the one asked.</summary>
    private static UpstreamException CannotTake(Deployment deployment, AIContent content, int index)
    {
        var what = content switch
        {
            UriContent => "an image by its address; send it as base64 data",
            DataContent data => $"data of type '{data.MediaType}'; only images can be sent",
            _ => "files by their id",
        };
        return new UpstreamException(ErrorCodes.InvalidRequest, $"{deployment.Id} (Ollama) does not take {what}.")
        {
            Param = $"messages[{index}].content",
        };
    }

    private static void WriteCalls(Utf8JsonWriter json, IList<AIContent> contents, Dictionary<string, string> names)
    {
        var open = false;
        foreach (var call in contents.OfType<FunctionCallContent>())
        {
            if (!open)
            {
                json.WriteStartArray("tool_calls");
                open = true;
            }

            names[call.CallId] = call.Name;
            json.WriteStartObject();
            json.WriteString("id", call.CallId);
            json.WriteStartObject("function");
            json.WriteString("name", call.Name);
            json.WritePropertyName("arguments");
            JsonSerializer.Serialize(json, call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal), AIJsonUtilities.DefaultOptions);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (open)
        {
            json.WriteEndArray();
        }
    }
}
