using System.Buffers;
using System.IO.Pipelines;
using Baton.Models;
using Baton.Providers.OpenAI;
using Baton.Providers.OpenAI.Streaming;
using Baton.Server.Pipeline;
using Baton.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.OpenAI;

/// <summary><c>POST /v1/chat/completions</c>: bytes in, bytes out where nothing was changed on the way.</summary>
internal sealed class ChatCompletions(IChatClient orchestra, CatalogSource catalog, TimeProvider time)
{
    private static readonly byte[] Done = "data: [DONE]\n\n"u8.ToArray();

    public static void Map(IEndpointRouteBuilder routes, ChatCompletions endpoint) =>
        routes.MapPost("/v1/chat/completions", (RequestDelegate)endpoint.HandleAsync);

    public async Task HandleAsync(HttpContext context)
    {
        var limit = catalog.Current.Options.Server.MaxBodyBytes;
        var (buffer, length) = await BodyReader.ReadAsync(context.Request, limit, context.RequestAborted);
        var request = Parse(buffer, length);
        try
        {
            var options = CallerOptions.Of(context, request.Facts.User);
            var record = options.Record!;
            RawChatOptions.Fill(request, options);
            if (request.Facts.Stream)
            {
                await StreamAsync(context, request, options, record);
            }
            else
            {
                await AnswerAsync(context, request, options, record);
            }
        }
        finally
        {
            request.Release();
        }
    }

    private static RawChatRequest Parse(byte[] buffer, int length)
    {
        try
        {
            return RawChatRequest.Parse(buffer, length, pooled: true);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    private async Task AnswerAsync(HttpContext context, RawChatRequest request, BatonChatOptions options, RequestRecord record)
    {
        var answer = await orchestra.GetResponseAsync(request.Messages, options, context.RequestAborted);
        var body = answer.RawRepresentation is RawCompletion raw && raw.Describes(answer)
            ? raw.Bytes
            : CompletionWriter.Write(answer, record, time);
        var response = context.Response;
        AnswerHeaders.Write(response.Headers, record, unstreamed: true);
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    private async Task StreamAsync(HttpContext context, RawChatRequest request, BatonChatOptions options, RequestRecord record)
    {
        var updates = orchestra.GetStreamingResponseAsync(request.Messages, options, context.RequestAborted)
            .GetAsyncEnumerator(context.RequestAborted);
        await using (updates)
        {
            var writer = context.Response.BodyWriter;
            var comments = new KeepAlive(context.Response, record, catalog.Current.Options.Server.KeepAliveComments, time);
            var committed = false; // What was written may still lie in the buffer, but a part of an answer it is.
            try
            {
                var more = await comments.UntilAsync(updates.MoveNextAsync()); // What fails up to here is a real status (WIRE 7).
                committed = true;
                StreamHead.Write(context.Response, record);
                var chunks = new ChunkWriter(writer, record, time);
                while (more)
                {
                    Write(writer, chunks, updates.Current, request.Facts.IncludeUsage);
                    var next = updates.MoveNextAsync();
                    if (!next.IsCompleted)
                    {
                        await writer.FlushAsync(context.RequestAborted); // No further one is already there (WIRE 1).
                    }

                    more = await comments.UntilAsync(next);
                }

                chunks.End(request.Facts.IncludeUsage);
                writer.Write(Done);
                await writer.FlushAsync(context.RequestAborted);
            }
            catch (Exception e) when ((committed || context.Response.HasStarted) && !context.RequestAborted.IsCancellationRequested)
            {
                await BreakAsync(writer, e);
            }
        }
    }

    private static void Write(PipeWriter writer, ChunkWriter chunks, ChatResponseUpdate update, bool usageWanted)
    {
        if (update.RawRepresentation is not RawFrames frames || !frames.Describes(update))
        {
            chunks.Write(update);
        }
        else if (usageWanted || !frames.IsUsage)
        {
            writer.Write(frames.Bytes.Span);
        }
    }

    /// <summary>A failure after the first byte: an error frame, then an end that is none (WIRE 6).</summary>
    private static async Task BreakAsync(PipeWriter writer, Exception failure)
    {
        var error = ErrorMap.Of(failure);
        writer.Write("data: "u8);
        writer.Write(error.ToJson());
        writer.Write("\n\n"u8);
        await writer.FlushAsync();
        throw new StreamBrokenException(failure);
    }
}
