using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>Writes what a turn holds as the API's content blocks.</summary>
/// <param name="writer">Where to.</param>
/// <param name="ids">The request's ids of tool calls.</param>
internal sealed class BlockWriter(Utf8JsonWriter writer, ToolCallIds ids)
{
    /// <summary>Writes one block.</summary>
    /// <exception cref="UpstreamException">The API has no block for it.</exception>
    public void Write(AIContent content)
    {
        if (content is not (FunctionCallContent or FunctionResultContent) && WireBlocks.StandsFor(content, out var block))
        {
            block.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        switch (content)
        {
            case TextReasoningContent thought:
                WriteThought(thought);
                break;
            case FunctionCallContent call:
                WriteCall(call);
                break;
            case FunctionResultContent result:
                WriteResult(result);
                break;
            case DataContent data:
                MediaWriter.Write(writer, data);
                break;
            case UriContent uri:
                MediaWriter.Write(writer, uri);
                break;
            case HostedFileContent file:
                MediaWriter.Write(writer, file);
                break;
            default:
                writer.WriteString("type", "text");
                writer.WriteString("text", content is ErrorContent error ? error.Message : ((TextContent)content).Text);
                break;
        }

        WriteCacheControl(writer, content);
        writer.WriteEndObject();
    }

    /// <summary>Where a caller marked a part for the vendor's cache, as other gateways also take it, the mark stays.</summary>
    public static void WriteCacheControl(Utf8JsonWriter writer, AIContent content)
    {
        if (CacheControl(content) is { } mark)
        {
            writer.WritePropertyName("cache_control");
            mark.WriteTo(writer);
        }
    }

    /// <summary>A part's mark for the vendor's cache.</summary>
    public static JsonElement? CacheControl(AIContent content) =>
        Json.Object(content.RawRepresentation is JsonElement wire ? wire : WireBlocks.Of(content), "cache_control")
            is { ValueKind: JsonValueKind.Object } mark ? mark : null;

    private void WriteThought(TextReasoningContent thought)
    {
        if (Thoughts.IsRedacted(thought))
        {
            writer.WriteString("type", "redacted_thinking");
            writer.WriteString("data", thought.ProtectedData);
            return;
        }

        writer.WriteString("type", "thinking");
        writer.WriteString("thinking", thought.Text);
        writer.WriteString("signature", thought.ProtectedData);
    }

    private void WriteCall(FunctionCallContent call)
    {
        writer.WriteString("type", "tool_use");
        writer.WriteString("id", ids.ForCall(call.CallId));
        writer.WriteString("name", call.Name);
        writer.WritePropertyName("input");
        if (call.RawRepresentation is string { Length: > 0 } raw)
        {
            WriteArguments(raw);
        }
        else
        {
            JsonSerializer.Serialize(writer, call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal), Json.Values);
        }

        WriteOthers(WireBlocks.Of(call), "type", "id", "name", "input", "cache_control");
    }

    /// <summary>What a block that came over this wire has beside what is written anew: who called, and what the API will have tomorrow.</summary>
    private void WriteOthers(JsonElement block, params ReadOnlySpan<string> known)
    {
        if (block.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in block.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                member.WriteTo(writer);
            }
        }
    }

    /// <summary>Arguments as their model wrote them. The API takes an object only; what is none is kept as a text inside one.</summary>
    private void WriteArguments(string raw)
    {
        try
        {
            var arguments = JsonElement.Parse(raw);
            if (arguments.ValueKind == JsonValueKind.Object)
            {
                arguments.WriteTo(writer);
                return;
            }
        }
        catch (JsonException)
        {
            // Kept as text below.
        }

        writer.WriteStartObject();
        if (!string.IsNullOrWhiteSpace(raw))
        {
            writer.WriteString("arguments", raw);
        }

        writer.WriteEndObject();
    }

    private void WriteResult(FunctionResultContent result)
    {
        writer.WriteString("type", "tool_result");
        writer.WriteString("tool_use_id", ids.ForResult(result.CallId));
        if (WireBlocks.StandsFor(result, out var block))
        {
            WriteOthers(block, "type", "tool_use_id", "cache_control");
            return;
        }

        if (result.Exception is not null)
        {
            writer.WriteBoolean("is_error", true);
        }

        if (result.Result is IEnumerable<AIContent> parts)
        {
            writer.WriteStartArray("content");
            foreach (var part in parts.Where(p => p is TextContent { Text.Length: > 0 } or DataContent or UriContent))
            {
                Write(part);
            }

            writer.WriteEndArray();
        }
        else if (ToolResultText.Of(result) is { Length: > 0 } text)
        {
            writer.WriteString("content", text);
        }
    }
}
