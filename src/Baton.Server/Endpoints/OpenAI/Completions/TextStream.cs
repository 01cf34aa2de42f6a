using System.Buffers;
using System.Text.Json;
using Baton.Models;
using Baton.Providers.OpenAI;
using Baton.Providers.OpenAI.TextCompletions;
using Baton.Server.Pipeline;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.OpenAI.Completions;

/// <summary>A streamed text, or several of them one after another.</summary>
/// <param name="output">Where to.</param>
/// <param name="request">The request.</param>
/// <param name="record">What happened to all of its answers.</param>
/// <param name="time">The clock.</param>
internal sealed class TextStream(IBufferWriter<byte> output, TextRequest request, RequestRecord record, TimeProvider time) : IStreamWriter
{
    private readonly string _id = $"cmpl-{Guid.NewGuid():N}";
    private readonly long _created = time.GetUtcNow().ToUnixTimeSeconds();
    private string? _model;
    private int _index = -1;
    private ChatFinishReason? _finish;
    private bool _open;
    private bool _begun;

    /// <summary>Ends the answer that was written, and goes on to the next one.</summary>
    public void Next()
    {
        EndAnswer();
        _index++;
        (_finish, _begun) = (null, false);
    }

    public void Write(ChatResponseUpdate update)
    {
        _model ??= update.ModelId ?? record.Deployment?.UpstreamModel ?? "";
        if (update.RawRepresentation is TextAnswer answer)
        {
            WriteOwn(answer, update.FinishReason is not null);
            return;
        }

        _open = true;
        _finish = update.FinishReason ?? _finish;
        var text = string.Concat(update.Contents.Select(TextChoice.Text));
        if (request.Echo && !_begun)
        {
            text = request.PromptText(_index) + text;
        }

        _begun = true;
        if (text.Length > 0)
        {
            WriteText(text, finish: null);
        }
    }

    public ValueTask EndAsync(CancellationToken cancellationToken)
    {
        EndAnswer();
        if (request.UsageWanted)
        {
            WriteChunk(null, record.Usage ?? default(TokenUsage));
        }

        output.Write("data: [DONE]\n\n"u8);
        return ValueTask.CompletedTask;
    }

    public void Fail(ErrorBody error) => error.WriteFrame(output);

    /// <summary>An upstream's own chunk; its usage comes in a chunk of its own, and only where it was asked for.</summary>
    private void WriteOwn(TextAnswer answer, bool ends)
    {
        if (answer.Choice is not null)
        {
            _open = !ends && (_open || !_begun);
            _begun = true;
            WriteChunk(static (writer, said) => TextChoice.Write(writer, said._index, said.answer), (_index, answer));
        }
    }

    /// <summary>Tells why the answer ended, where that was not told yet (WIRE 14).</summary>
    private void EndAnswer()
    {
        if (_open)
        {
            WriteText("", TextChoice.Finish(_finish));
            _open = false;
        }
    }

    private void WriteText(string text, string? finish) =>
        WriteChunk(static (writer, said) => TextChoice.Write(writer, said._index, said.text, said.finish), (_index, text, finish));

    private void WriteChunk<T>(Action<Utf8JsonWriter, T>? choice, T said)
    {
        output.Write("data: "u8);
        using (var writer = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("id", _id);
            writer.WriteString("object", "text_completion");
            writer.WriteNumber("created", _created);
            writer.WriteString("model", _model);
            writer.WriteStartArray("choices");
            choice?.Invoke(writer, said);
            writer.WriteEndArray();
            if (said is TokenUsage usage)
            {
                CompletionWriter.WriteUsage(writer, usage);
            }

            writer.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }
}
