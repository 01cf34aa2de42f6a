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

    private Task StreamAsync(HttpContext context, RawMessagesRequest request, BatonChatOptions options)
    {
        var record = options.Record!;
        var updates = orchestra.GetStreamingResponseAsync(request.Messages, options, context.RequestAborted);
        var waiting = new KeepAlive(context.Response, record, catalog.Current.Options.Server.KeepAliveComments, time, EventWriter.Ping);
        return StreamRelay.RunAsync(
            context, updates, waiting, new MessageStream(context, request, record), () => StreamHead.Write(context.Response, record));
    }
}
