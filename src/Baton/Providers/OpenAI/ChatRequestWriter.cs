using System.Buffers;
using System.Text.Json;
using Baton.Models;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>Writes a typed call as the OpenAI wire's request, for what did not come as bytes or was changed on the way.</summary>
internal static class ChatRequestWriter
{
    public static byte[] Write(
        IEnumerable<ChatMessage> messages, ChatOptions options, Deployment deployment, OpenAIDialect dialect, bool stream, Action<string>? drop)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(buffer, JsonWriting.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("model", deployment.UpstreamModel);
            if (stream)
            {
                writer.WriteBoolean("stream", true);
                if (dialect.StreamOptions)
                {
                    writer.WriteStartObject("stream_options");
                    writer.WriteBoolean("include_usage", true);
                    writer.WriteEndObject();
                }
            }

            ChatMessageWriter.Write(writer, options.Instructions, messages, dialect, deployment.UpstreamModel);
            WriteSampling(writer, options, deployment.Model, dialect, drop);
            ChatToolWriter.Write(writer, options, drop);
            IForeignFields.NameLost(options, drop);
            WriteOthers(writer, options, dialect, drop);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteSampling(
        Utf8JsonWriter writer, ChatOptions options, ModelCard card, OpenAIDialect dialect, Action<string>? drop)
    {
        Number(writer, "temperature", options.Temperature);
        Number(writer, "top_p", options.TopP);
        Number(writer, "frequency_penalty", options.FrequencyPenalty);
        Number(writer, "presence_penalty", options.PresencePenalty);
        if (options.TopK is { } topK)
        {
            if (dialect.MaxCompletionTokens)
            {
                drop?.Invoke("top_k");
            }
            else
            {
                writer.WriteNumber("top_k", topK);
            }
        }

        if (options.Seed is { } seed)
        {
            writer.WriteNumber("seed", seed);
        }

        if (options.MaxOutputTokens is { } max)
        {
            // Clients of other wires must say a bound and say their own model's: more than a model can give is an error there.
            writer.WriteNumber(dialect.MaxCompletionTokens ? "max_completion_tokens" : "max_tokens", Math.Min(max, card.MaxOutputTokens ?? max));
        }

        if (options.StopSequences is { Count: > 0 } stops)
        {
            writer.WriteStartArray("stop");
            foreach (var stop in stops)
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }

        if (ReasoningEfforts.Write(options.Reasoning?.Effort) is { } effort)
        {
            if (card.Can(Capabilities.Reasoning) == false && effort != "none")
            {
                drop?.Invoke("reasoning_effort"); // Models that cannot think answer it with an error.
            }
            else
            {
                writer.WriteString("reasoning_effort", effort);
            }
        }
    }

    /// <summary>Fields that Baton does not know, as the caller sent them (WIRE 31).</summary>
    private static void WriteOthers(Utf8JsonWriter writer, ChatOptions options, OpenAIDialect dialect, Action<string>? drop)
    {
        if (options.AdditionalProperties is not { } others)
        {
            return;
        }

        foreach (var (name, value) in others)
        {
            if (name.StartsWith("baton.", StringComparison.Ordinal) || value is null || !ChatRequestFields.HasNoPlace(name))
            {
                continue;
            }

            if (dialect.Rejected.Contains(name))
            {
                drop?.Invoke(name);
                continue;
            }

            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, value, value.GetType(), JsonWriting.Relaxed);
        }
    }

    /// <summary>A float written the way a person would write it: 0.2, not 0.20000000298.</summary>
    private static void Number(Utf8JsonWriter writer, string name, float? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
