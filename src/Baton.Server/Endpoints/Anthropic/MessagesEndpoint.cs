using System.Buffers;
using System.IO.Pipelines;
using Baton.Models;
using Baton.Providers.Anthropic.Inbound;
using Baton.Providers.Anthropic.Raw;
using Baton.Server.Endpoints.OpenAI;
using Baton.Server.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.Anthropic;

/// <summary><c>POST /v1/messages</c>: Anthropic's Messages, answered by any model. Bytes in, bytes out where nothing was changed on the way.</summary>
internal sealed class MessagesEndpoint(IChatClient orchestra, CatalogSource catalog, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder routes, MessagesEndpoint endpoint) =>
        routes.MapPost("/v1/messages", (RequestDelegate)endpoint.HandleAsync);

    public async Task HandleAsync(HttpContext context)
    {
        var request = await MessagesBody.ReadAsync(context, catalog);
        try
        {
            var options = MessagesBody.OptionsOf(context, request);
            if (request.Facts.Stream)
            {
                await StreamAsync(context, request, options);
            }
            else
            {
                await AnswerAsync(context, request, options);
            }
        }
        finally
        {
            request.Release();
        }
    }

    private async Task AnswerAsync(HttpContext context, RawMessagesRequest request, BatonChatOptions options)
    {
        var record = options.Record!;
        var answer = await orchestra.GetResponseAsync(request.Messages, options, context.RequestAborted);
        var body = answer.RawRepresentation is RawMessage raw && raw.Describes(answer)
            ? raw.Bytes
            : MessageWriter.Write(answer, record, request.EstimatedInputTokens);
        var response = context.Response;
        AnswerHeaders.Write(response.Headers, record, unstreamed: true);
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    private async Task StreamAsync(HttpContext context, RawMessagesRequest request, BatonChatOptions options)
    {
        var record = options.Record!;
        var updates = orchestra.GetStreamingResponseAsync(request.Messages, options, context.RequestAborted)
            .GetAsyncEnumerator(context.RequestAborted);
        await using (updates)
        {
            var output = context.Response.BodyWriter;
            var interval = catalog.Current.Options.Server.KeepAliveComments;
            var waiting = new KeepAlive(context.Response, record, interval, time, EventWriter.Ping);
            var committed = false; // What was written may still lie in the buffer, but a part of an answer it is.
            try
            {
                var more = await waiting.UntilAsync(updates.MoveNextAsync()); // What fails up to here is a real status (WIRE 7).
                committed = true;
                StreamHead.Write(context.Response, record);
                var events = new EventWriter(output, record, request.EstimatedInputTokens);
                while (more)
                {
                    Write(output, events, updates.Current);
                    var next = updates.MoveNextAsync();
                    if (!next.IsCompleted)
                    {
                        await output.FlushAsync(context.RequestAborted); // No further one is already there (WIRE 1).
                    }

                    more = await waiting.UntilAsync(next);
                }

                events.End();
                await output.FlushAsync(context.RequestAborted);
            }
            catch (Exception e) when ((committed || context.Response.HasStarted) && !context.RequestAborted.IsCancellationRequested)
            {
                await BreakAsync(context, e);
            }
        }
    }

    private static void Write(PipeWriter output, EventWriter events, ChatResponseUpdate update)
    {
        if (update.RawRepresentation is RawEvent raw && raw.Describes(update))
        {
            output.Write(raw.Bytes.Span);
        }
        else
        {
            events.Write(update);
        }
    }

    /// <summary>A failure after the first byte: an error event, then an end that is none (WIRE 55).</summary>
    private static async Task BreakAsync(HttpContext context, Exception failure)
    {
        var output = context.Response.BodyWriter;
        output.Write("event: error\ndata: "u8);
        output.Write(AnthropicErrors.ToJson(ErrorMap.Of(failure), context));
        output.Write("\n\n"u8);
        await output.FlushAsync();
        throw new StreamBrokenException(failure);
    }
}
