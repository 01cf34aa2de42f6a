using System.Buffers;
using System.Text.Json;
using Baton.Providers.OpenAI;
using Baton.Providers.OpenAI.TextCompletions;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.OpenAI.Completions;

/// <summary>Writes whole answers as one of the older completions.</summary>
internal static class TextCompletionWriter
{
    /// <summary>Writes the answers.</summary>
    /// <param name="request">The request.</param>
    /// <param name="answers">Its answers, in order.</param>
    /// <param name="record">What happened to all of them.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The bytes.</returns>
    public static ReadOnlyMemory<byte> Write(TextRequest request, ChatResponse[] answers, RequestRecord record, TimeProvider time)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using var writer = new Utf8JsonWriter(buffer, JsonWriting.Options);
        writer.WriteStartObject();
        writer.WriteString("id", answers is [{ RawRepresentation: TextAnswer, ResponseId: { Length: > 0 } id }] ? id : $"cmpl-{Guid.NewGuid():N}");
        writer.WriteString("object", "text_completion");
        writer.WriteNumber("created", time.GetUtcNow().ToUnixTimeSeconds());
        writer.WriteString("model", answers[0].ModelId ?? record.Deployment?.UpstreamModel ?? "");
        writer.WriteStartArray("choices");
        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i].RawRepresentation is not TextAnswer own || !TextChoice.Write(writer, i, own))
            {
                var text = string.Concat(answers[i].Messages.SelectMany(m => m.Contents).Select(TextChoice.Text));
                TextChoice.Write(writer, i, request.Echo ? request.PromptText(i) + text : text, TextChoice.Finish(answers[i].FinishReason));
            }
        }

        writer.WriteEndArray();
        CompletionWriter.WriteUsage(writer, record.Usage ?? default);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
