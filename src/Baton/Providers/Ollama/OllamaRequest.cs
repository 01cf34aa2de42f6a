using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Baton.Models;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Ollama;

/// <summary>Writes the body of <c>/api/chat</c> (Ollama's API reference, "Generate a chat completion").</summary>
internal static class OllamaRequest
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Sampling options of Ollama that the OpenAI wire lacks: callers may send them by their names there.</summary>
    private static readonly HashSet<string> OwnOptions =
        new(["min_p", "typical_p", "repeat_penalty", "repeat_last_n"], StringComparer.Ordinal);

    /// <summary>Writes the body, and notes in the record what Ollama cannot take.</summary>
    public static ReadOnlyMemory<byte> Write(
        Deployment deployment, IReadOnlyList<ChatMessage> messages, ChatOptions options, bool stream, RequestRecord? record)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("model", deployment.UpstreamModel);
            json.WriteBoolean("stream", stream);
            if (OllamaMemory.KeepAliveOf(deployment) is { } seconds)
            {
                json.WriteNumber("keep_alive", seconds);
            }

            OllamaMessages.Write(json, deployment, messages, options.Instructions);
            OllamaTools.Write(json, options, record);
            WriteFormat(json, options.ResponseFormat);
            WriteThink(json, deployment, options.Reasoning, record);
            WriteOptions(json, deployment, options, record);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteFormat(Utf8JsonWriter json, ChatResponseFormat? format)
    {
        if (format is not ChatResponseFormatJson wanted)
        {
            return;
        }

        if (wanted.Schema is { } schema)
        {
            json.WritePropertyName("format");
            schema.WriteTo(json);
        }
        else
        {
            json.WriteString("format", "json");
        }
    }

    /// <summary>A model that cannot think answers <c>think: true</c> with an error, so a card that says so keeps it back.</summary>
    private static void WriteThink(Utf8JsonWriter json, Deployment deployment, ReasoningOptions? reasoning, RequestRecord? record)
    {
        if (reasoning?.Effort is not { } effort)
        {
            return;
        }

        if (effort == ReasoningEffort.None)
        {
            json.WriteBoolean("think", false);
        }
        else if (deployment.Model.Can(Capabilities.Reasoning) == false)
        {
            record?.Drop("reasoning_effort");
        }
        else if (IsGptOss(deployment))
        {
            // The one family that knows levels; all others only know on and off.
            json.WriteString("think", effort switch { ReasoningEffort.Low => "low", ReasoningEffort.Medium => "medium", _ => "high" });
        }
        else
        {
            json.WriteBoolean("think", true);
        }
    }

    private static bool IsGptOss(Deployment deployment) =>
        deployment.UpstreamModel.Contains("gpt-oss", StringComparison.OrdinalIgnoreCase)
        || deployment.Model.Family is "gptoss" or "gpt-oss";

    private static void WriteOptions(Utf8JsonWriter json, Deployment deployment, ChatOptions options, RequestRecord? record)
    {
        json.WriteStartObject("options");

        // Without it Ollama takes its own default (4,096 or so) and cuts longer conversations in silence.
        Number(json, "num_ctx", deployment.ContextWindow);
        Number(json, "num_predict", options.MaxOutputTokens);
        Number(json, "temperature", options.Temperature);
        Number(json, "top_p", options.TopP);
        Number(json, "top_k", options.TopK);
        Number(json, "seed", options.Seed);
        Number(json, "frequency_penalty", options.FrequencyPenalty);
        Number(json, "presence_penalty", options.PresencePenalty);
        if (options.StopSequences is { Count: > 0 } stops)
        {
            json.WriteStartArray("stop");
            foreach (var stop in stops)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        foreach (var (name, value) in options.AdditionalProperties ?? [])
        {
            if (OwnOptions.Contains(name) && Numeric(value) is { } number)
            {
                json.WriteNumber(name, number);
            }
            else
            {
                AdditionalOptions.RefuseOrDrop(deployment, name, value, record);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>A float as its own shortest digits: 0.7, not 0.699999988.</summary>
    private static void Number(Utf8JsonWriter json, string name, float? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static decimal? Numeric(object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Number } element when element.TryGetDecimal(out var number) => number,
        int or long or float or double or decimal => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
        _ => null,
    };
}
