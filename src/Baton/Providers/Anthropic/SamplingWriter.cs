using System.Text.Json;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>Writes how tokens are drawn, as far as the model takes it; the rest is named as dropped.</summary>
internal static class SamplingWriter
{
    /// <summary>The least <c>top_p</c> that goes together with thinking.</summary>
    private const float LeastTopPWithThinking = 0.95f;

    public static void Write(Utf8JsonWriter writer, ChatOptions options, ClaudeDialect dialect, bool thinks, RequestRecord? record)
    {
        var temperature = Take(options.Temperature, dialect.Sampling && !thinks, "temperature", record);
        if (temperature is { } said)
        {
            // OpenAI's scale goes to 2, this one to 1: hotter than hottest is hottest.
            writer.WriteNumber("temperature", Math.Clamp(said, 0f, 1f));
        }

        var topPTaken = dialect.Sampling
            && (temperature is null || dialect.TemperatureWithTopP)
            && (!thinks || options.TopP >= LeastTopPWithThinking);
        if (Take(options.TopP, topPTaken, "top_p", record) is { } topP)
        {
            writer.WriteNumber("top_p", topP);
        }

        if (Take(options.TopK ?? OtherFields.TopK(options), dialect.Sampling && !thinks, "top_k", record) is { } topK)
        {
            writer.WriteNumber("top_k", topK);
        }

        WriteStops(writer, options.StopSequences, record);
        Take(options.FrequencyPenalty is 0 ? null : options.FrequencyPenalty, taken: false, "frequency_penalty", record);
        Take(options.PresencePenalty is 0 ? null : options.PresencePenalty, taken: false, "presence_penalty", record);
        Take(options.Seed, taken: false, "seed", record);
    }

    private static T? Take<T>(T? value, bool taken, string name, RequestRecord? record)
        where T : struct
    {
        if (value is null || taken)
        {
            return value;
        }

        record?.Drop(name);
        return null;
    }

    /// <summary>The API refuses stop sequences of white space alone.</summary>
    private static void WriteStops(Utf8JsonWriter writer, IList<string>? stops, RequestRecord? record)
    {
        if (stops is null || stops.Count == 0)
        {
            return;
        }

        var taken = stops.Where(stop => !string.IsNullOrWhiteSpace(stop)).ToList();
        if (taken.Count < stops.Count)
        {
            record?.Drop("stop");
        }

        if (taken.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("stop_sequences");
        foreach (var stop in taken)
        {
            writer.WriteStringValue(stop);
        }

        writer.WriteEndArray();
    }
}
