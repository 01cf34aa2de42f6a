using System.Buffers;
using Baton.Providers.OpenAI.Streaming;
using Baton.Server.Pipeline;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.OpenAI;

/// <summary>A streamed chat: an upstream's frames as they are where nothing was changed, else chunks made of the updates.</summary>
/// <param name="output">Where to.</param>
/// <param name="record">What happened to the request.</param>
/// <param name="usageWanted">Whether the caller asked for the usage chunk (WIRE 24).</param>
/// <param name="time">The clock.</param>
internal sealed class ChatStream(IBufferWriter<byte> output, RequestRecord record, bool usageWanted, TimeProvider time) : IStreamWriter
{
    private static readonly byte[] Done = "data: [DONE]\n\n"u8.ToArray();

    private readonly ChunkWriter _chunks = new(output, record, time);

    public void Write(ChatResponseUpdate update)
    {
        if (update.RawRepresentation is not RawFrames frames || !frames.Describes(update))
        {
            _chunks.Write(update);
        }
        else if (usageWanted || !frames.IsUsage)
        {
            output.Write(frames.Bytes.Span);
        }
    }

    public ValueTask EndAsync(CancellationToken cancellationToken)
    {
        _chunks.End(usageWanted);
        output.Write(Done);
        return ValueTask.CompletedTask;
    }

    public void Fail(ErrorBody error) => error.WriteFrame(output);
}
