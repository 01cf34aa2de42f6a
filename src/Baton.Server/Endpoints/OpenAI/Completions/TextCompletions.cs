using System.Buffers;
using System.Runtime.CompilerServices;
using Baton.Models;
using Baton.Providers.OpenAI;
using Baton.Providers.OpenAI.TextCompletions;
using Baton.Server.Pipeline;
using Baton.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.OpenAI.Completions;

/// <summary><c>POST /v1/completions</c>, the API before chat: forwarded to servers that have it, asked as a chat of any other.</summary>
internal sealed class TextCompletions(IChatClient orchestra, CatalogSource catalog, TimeProvider time)
{
    /// <summary>The most answers of one request that are asked for at a time.</summary>
    private const int AtATime = 8;

    public static void Map(IEndpointRouteBuilder routes, TextCompletions endpoint) =>
        routes.MapPost("/v1/completions", (RequestDelegate)endpoint.HandleAsync);

    public async Task HandleAsync(HttpContext context)
    {
        var request = await ReadAsync(context);
        var asked = Enumerable.Range(0, request.Answers).Select(i => Ask(context, request, i)).ToArray();
        var record = asked[0].Options.Record!;
        context.Features.Set(record);
        if (request.Stream)
        {
            var comments = new KeepAlive(context.Response, record, catalog.Current.Options.Server.KeepAliveComments, time);
            var stream = new TextStream(context.Response.BodyWriter, request, record, time);
            await StreamRelay.RunAsync(
                context, OneAfterAnotherAsync(request, asked, stream, context.RequestAborted), comments, stream,
                () => StreamHead.Write(context.Response, record));
        }
        else
        {
            await AnswerAsync(context, request, asked, record);
        }
    }

    private async Task<TextRequest> ReadAsync(HttpContext context)
    {
        var limit = catalog.Current.Options.Server.MaxBodyBytes;
        var (buffer, length) = await BodyReader.ReadAsync(context.Request, limit, context.RequestAborted);
        try
        {
            return TextRequest.Read(buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Asked Ask(HttpContext context, TextRequest request, int answer)
    {
        var text = request.Ask(answer);
        var options = CallerOptions.Of(context, request.User, "text_completion");
        RawChatOptions.Fill(text.Chat, options);
        options.RawRepresentationFactory = text.Represent;
        return new Asked(text.Chat.Messages, options);
    }

    private async Task AnswerAsync(HttpContext context, TextRequest request, Asked[] asked, RequestRecord record)
    {
        var answers = new ChatResponse[asked.Length];
        await Parallel.ForAsync(
            0, asked.Length, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = context.RequestAborted },
            async (i, token) => answers[i] = await orchestra.GetResponseAsync(asked[i].Messages, asked[i].Options, token));
        Together(record, asked);
        if (answers.Any(answer => answer.RawRepresentation is not TextAnswer))
        {
            NameLeftOut(request, record);
        }

        var body = TextCompletionWriter.Write(request, answers, record, time);
        var response = context.Response;
        AnswerHeaders.Write(response.Headers, record, unstreamed: true);
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    private async IAsyncEnumerable<ChatResponseUpdate> OneAfterAnotherAsync(
        TextRequest request, Asked[] asked, TextStream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var record = asked[0].Options.Record!;
        foreach (var one in asked)
        {
            stream.Next();
            await foreach (var update in orchestra.GetStreamingResponseAsync(one.Messages, one.Options, cancellationToken))
            {
                if (update.RawRepresentation is not TextAnswer)
                {
                    NameLeftOut(request, record); // The head is not sent before the first update is here.
                }

                yield return update;
            }
        }

        Together(record, asked);
    }

    private static void NameLeftOut(TextRequest request, RequestRecord record)
    {
        foreach (var field in request.LeftOutByChat)
        {
            record.Drop(field);
        }
    }

    /// <summary>Puts what happened to the other answers into the record that the headers are made of.</summary>
    private static void Together(RequestRecord record, Asked[] asked)
    {
        foreach (var other in asked.Skip(1).Select(a => a.Options.Record!))
        {
            record.Attempts += other.Attempts;
            record.CostUsd += other.CostUsd;
            if (record.Usage is { } all && other.Usage is { } one)
            {
                record.Usage = new TokenUsage(
                    all.Input + one.Input, all.CacheRead + one.CacheRead, all.CacheWrite + one.CacheWrite, all.Output + one.Output,
                    all.Reasoning + one.Reasoning, all.Estimated || one.Estimated);
            }
        }
    }

    /// <summary>One answer that is asked for.</summary>
    private sealed record Asked(IEnumerable<ChatMessage> Messages, BatonChatOptions Options);
}
