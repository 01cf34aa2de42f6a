using System.Buffers;
using Baton.Providers.Anthropic.Inbound;
using Baton.Providers.Anthropic.Raw;
using Baton.Server.Endpoints.OpenAI;
using Baton.Server.Pipeline;
using Baton.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.Anthropic;

/// <summary>A streamed message: events of the same wire are copied, anything else is written anew.</summary>
internal sealed class MessageStream(HttpContext context, RawMessagesRequest request, RequestRecord record) : IStreamWriter
{
    private readonly IBufferWriter<byte> _output = context.Response.BodyWriter;
    private readonly EventWriter _typed = new(context.Response.BodyWriter, record, request.EstimatedInputTokens);

    public void Write(ChatResponseUpdate update)
    {
        if (update.RawRepresentation is RawEvent raw && raw.Describes(update))
        {
            _output.Write(raw.Bytes.Span);
        }
        else
        {
            _typed.Write(update);
        }
    }

    public ValueTask EndAsync(CancellationToken cancellationToken)
    {
        _typed.End();
        return ValueTask.CompletedTask;
    }

    /// <summary>An error event; the body then ends without its end (WIRE 55, and 6 for why).</summary>
    public void Fail(ErrorBody error)
    {
        _output.Write("event: error\ndata: "u8);
        _output.Write(AnthropicErrors.ToJson(error, context));
        _output.Write("\n\n"u8);
    }
}
