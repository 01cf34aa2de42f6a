using System.Buffers;
using Baton.Conversations;
using Baton.Models;
using Baton.Providers.OpenAI;
using Baton.Providers.OpenAI.Streaming;
using Baton.Server.Keys;
using Baton.Server.Pipeline;
using Baton.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary><c>POST /v1/responses</c>: OpenAI's Responses API before any provider.</summary>
internal sealed class ResponsesEndpoint(IChatClient orchestra, CatalogSource catalog, IResponseStore store, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder routes, ResponsesEndpoint endpoint) =>
        routes.MapPost("/v1/responses", (RequestDelegate)endpoint.HandleAsync);

    public async Task HandleAsync(HttpContext context)
    {
        var request = await ReadAsync(context);
        var history = new ResponseHistory(store, Caller.Of(context).Hash);
        var before = await history.BeforeAsync(request.PreviousResponseId, context.RequestAborted);
        var input = await history.ResolveAsync(InputItems.Read(request.Body), context.RequestAborted);
        var (chat, messages) = ChatTranslation.Of(request, before.Concat(input));
        var options = CallerOptions.Of(context, request.User, session: request.CacheKey);
        RawChatOptions.Fill(chat, options);
        var response = new ResponseObject(request, time.GetUtcNow().ToUnixTimeSeconds());
        ValueTask Keep(CancellationToken token) => history.KeepAsync(request, response, input, token);
        await (request.Stream
            ? StreamAsync(context, request, response, messages, options, Keep)
            : AnswerAsync(context, request, response, messages, options, Keep));
    }

    private async Task<ResponsesRequest> ReadAsync(HttpContext context)
    {
        var limit = catalog.Current.Options.Server.MaxBodyBytes;
        var (buffer, length) = await BodyReader.ReadAsync(context.Request, limit, context.RequestAborted);
        try
        {
            return ResponsesRequest.Read(buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task AnswerAsync(
        HttpContext context, ResponsesRequest request, ResponseObject response, IEnumerable<ChatMessage> messages, BatonChatOptions options,
        Func<CancellationToken, ValueTask> keep)
    {
        var record = options.Record!;
        var answer = await orchestra.GetResponseAsync(messages, options, context.RequestAborted);
        var finish = FinishReasons.FromFinishReason(answer.FinishReason);
        var output = new OutputAssembler(events: null);
        foreach (var content in answer.Messages.SelectMany(m => m.Contents))
        {
            output.Add(content);
        }

        output.End(cut: finish is "length" or "content_filter");
        response.Model = answer.ModelId ?? record.Deployment?.UpstreamModel ?? "";
        response.Output = output.Items;
        response.Complete(finish, record.Usage ?? default, time.GetUtcNow().ToUnixTimeSeconds());
        await keep(context.RequestAborted);
        var body = response.ToJson();
        NameDropped(request, record);
        AnswerHeaders.Write(context.Response.Headers, record, unstreamed: true);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    private Task StreamAsync(
        HttpContext context, ResponsesRequest request, ResponseObject response, IEnumerable<ChatMessage> messages, BatonChatOptions options,
        Func<CancellationToken, ValueTask> keep)
    {
        var record = options.Record!;
        var comments = new KeepAlive(context.Response, record, catalog.Current.Options.Server.KeepAliveComments, time);
        var stream = new ResponseStream(context.Response.BodyWriter, request, response, record, keep, time);
        var updates = orchestra.GetStreamingResponseAsync(messages, options, context.RequestAborted);
        return StreamRelay.RunAsync(context, updates, comments, stream, () =>
        {
            NameDropped(request, record);
            StreamHead.Write(context.Response, record);
        });
    }

    /// <summary>An attempt forgets what earlier ones dropped, and with it what no attempt was ever told.</summary>
    private static void NameDropped(ResponsesRequest request, RequestRecord record)
    {
        foreach (var field in request.Dropped)
        {
            record.Drop(field);
        }
    }
}
