using System.Buffers;
using System.IO.Pipelines;
using Baton.Models;
using Baton.Providers.OpenAI;
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
    public static void Map(IEndpointRouteBuilder routes, ChatCompletions endpoint) =>
        routes.MapPost("/v1/chat/completions", (RequestDelegate)endpoint.HandleAsync);

    public async Task HandleAsync(HttpContext context)
    {
        var limit = catalog.Current.Options.Server.MaxBodyBytes;
        var aborted = context.RequestAborted;
        var (buffer, length) = await BodyReader.ReadAsync(context.Request, limit, aborted);
        var request = Parse(buffer, length);
        try
        {
            var options = CallerOptions.Of(context, request.Facts.User);
            var record = options.Record!;
            RawChatOptions.Fill(request, options);
            if (request.Facts.Stream)
            {
                var comments = new KeepAlive(context.Response, record, catalog.Current.Options.Server.KeepAliveComments, time);
                var updates = orchestra.GetStreamingResponseAsync(request.Messages, options, aborted);
                var stream = new ChatStream(context.Response.BodyWriter, record, request.Facts.IncludeUsage, time);
                await StreamRelay.RunAsync(context, updates, comments, stream, () => StreamHead.Write(context.Response, record));
            }
            else
            {
                var answer = await orchestra.GetResponseAsync(request.Messages, options, aborted);
                await WriteAsync(context.Response, answer, record, aborted);
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

    private ValueTask<FlushResult> WriteAsync(HttpResponse response, ChatResponse answer, RequestRecord record, CancellationToken cancellationToken)
    {
        var body = answer.RawRepresentation is RawCompletion raw && raw.Describes(answer)
            ? raw.Bytes
            : CompletionWriter.Write(answer, record, time);
        AnswerHeaders.Write(response.Headers, record, unstreamed: true);
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        return response.BodyWriter.WriteAsync(body, cancellationToken);
    }
}
