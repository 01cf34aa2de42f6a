using System.Buffers;
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
        var (buffer, length) = await BodyReader.ReadAsync(context.Request, limit, context.RequestAborted);
        var request = Parse(buffer, length);
        try
        {
            var options = CallerOptions.Of(context, request.Facts.User);
            var record = options.Record!;
            RawChatOptions.Fill(request, options);
            if (request.Facts.Stream)
            {
                var comments = new KeepAlive(context.Response, record, catalog.Current.Options.Server.KeepAliveComments, time);
                var updates = orchestra.GetStreamingResponseAsync(request.Messages, options, context.RequestAborted);
                var stream = new ChatStream(context.Response.BodyWriter, record, request.Facts.IncludeUsage, time);
                await StreamRelay.RunAsync(context, updates, comments, stream, () => StreamHead.Write(context.Response, record));
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
}
