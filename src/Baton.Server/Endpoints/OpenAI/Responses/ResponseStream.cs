using System.Buffers;
using Baton.Providers.OpenAI.Streaming;
using Baton.Server.Pipeline;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>A streamed answer: one lifecycle of events (WIRE 46–49).</summary>
/// <param name="output">Where to.</param>
/// <param name="request">The request.</param>
/// <param name="response">The answer.</param>
/// <param name="record">What happened to the request.</param>
/// <param name="keep">Keeps the finished answer, before its end is told.</param>
/// <param name="time">The clock.</param>
internal sealed class ResponseStream(
    IBufferWriter<byte> output, ResponsesRequest request, ResponseObject response, RequestRecord record,
    Func<CancellationToken, ValueTask> keep, TimeProvider time) : IStreamWriter
{
    private readonly EventWriter _events = new(output);
    private OutputAssembler? _assembler;
    private ChatFinishReason? _finish;

    public void Write(ChatResponseUpdate update)
    {
        var assembler = _assembler ?? Begin(update.ModelId);
        _finish = update.FinishReason ?? _finish;
        foreach (var content in update.Contents)
        {
            if (content is not FunctionCallContent)
            {
                assembler.Add(content);
            }
        }

        // Arguments can take minutes to write: a caller who hears nothing meanwhile would take the stream for dead.
        if (update.RawRepresentation is RawFrames frames && frames.Describes(update))
        {
            frames.ReadCallPieces().ForEach(assembler.Add);
        }

        foreach (var call in update.Contents.OfType<FunctionCallContent>())
        {
            assembler.Add(call);
        }
    }

    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        var assembler = _assembler ?? Begin(model: null);
        var finish = FinishReasons.FromFinishReason(_finish);
        assembler.End(cut: finish is "length" or "content_filter");
        response.Complete(finish, record.Usage ?? default, time.GetUtcNow().ToUnixTimeSeconds());
        await keep(cancellationToken);
        Tell($"response.{response.Status}");
    }

    /// <summary>Tells of the failure twice: SDKs look for the <c>error</c>, programs that follow the lifecycle for its end.</summary>
    public void Fail(ErrorBody error)
    {
        _events.Write(
            "error",
            static (writer, said) =>
            {
                writer.WriteString("code", said.Code);
                writer.WriteString("message", said.Message);
                writer.WriteString("param", said.Param);
            },
            error);
        if (_assembler is not null)
        {
            _assembler.Break();
            response.Fail(error);
            Tell("response.failed");
        }
    }

    private OutputAssembler Begin(string? model)
    {
        response.Model = model ?? record.Deployment?.UpstreamModel ?? "";
        Tell("response.created");
        Tell("response.in_progress");
        _assembler = new OutputAssembler(new ItemEvents(_events, request.ShowsEncryptedReasoning));
        response.Output = _assembler.Items;
        return _assembler;
    }

    private void Tell(string type) => _events.Write(
        type,
        static (writer, said) =>
        {
            writer.WritePropertyName("response");
            said.Write(writer);
        },
        response);
}
