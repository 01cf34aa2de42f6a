using System.Text.Json;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>What a request set, as its answer repeats it; where it set nothing, what then holds.</summary>
internal static class RequestEcho
{
    public static void Write(Utf8JsonWriter writer, ResponsesRequest request)
    {
        var body = request.Body;
        writer.WriteString("instructions", request.Instructions);
        Said(writer, body, "max_output_tokens");
        Said(writer, body, "previous_response_id");
        writer.WriteBoolean("parallel_tool_calls", request.ParallelToolCalls);
        writer.WriteStartObject("reasoning");
        writer.WriteString("effort", request.Reasoning?.Text("effort"));
        writer.WriteString("summary", request.Reasoning?.Text("summary") ?? request.Reasoning?.Text("generate_summary"));
        writer.WriteEndObject();
        writer.WriteBoolean("store", request.Store);
        Said(writer, body, "temperature");
        Said(writer, body, "top_p");
        WriteText(writer, request);
        Said(writer, body, "tool_choice", "\"auto\""u8);
        Said(writer, body, "tools", "[]"u8);
        writer.WriteString("truncation", "disabled"); // Nothing is ever left out of a conversation in silence.
        Said(writer, body, "metadata", "{}"u8);
        foreach (var name in (ReadOnlySpan<string>)["user", "safety_identifier", "prompt_cache_key", "service_tier"])
        {
            Said(writer, body, name);
        }
    }

    private static void WriteText(Utf8JsonWriter writer, ResponsesRequest request)
    {
        writer.WriteStartObject("text");
        writer.WritePropertyName("format");
        if (request.Format is { } format)
        {
            format.Json.WriteTo(writer);
        }
        else
        {
            writer.WriteRawValue("""{"type":"text"}""");
        }

        if (request.Body.Object("text")?.Text("verbosity") is { } verbosity)
        {
            writer.WriteString("verbosity", verbosity);
        }

        writer.WriteEndObject();
    }

    private static void Said(Utf8JsonWriter writer, WireObject body, string name, ReadOnlySpan<byte> otherwise = default)
    {
        writer.WritePropertyName(name);
        if (body[name] is { } value)
        {
            value.WriteTo(writer);
        }
        else if (otherwise.IsEmpty)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteRawValue(otherwise, skipInputValidation: true);
        }
    }
}
