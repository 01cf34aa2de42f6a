using System.Globalization;
using System.Text;
using Baton.Models;
using Baton.Providers;
using Baton.Providers.Anthropic;
using Baton.Providers.Anthropic.Inbound;
using Baton.Server.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.Anthropic;

/// <summary>
/// <c>POST /v1/messages/count_tokens</c> (WIRE 56): the vendor's own count where the request would go to one that counts, an
/// estimate everywhere else. Clients ask before every turn, so one that does not answer in time is not waited for.
/// </summary>
internal sealed class TokenCount(Orchestra orchestra, AnthropicProvider anthropic, CatalogSource catalog, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder routes, TokenCount endpoint) =>
        routes.MapPost("/v1/messages/count_tokens", (RequestDelegate)endpoint.HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        var request = await MessagesBody.ReadAsync(context, catalog);
        try
        {
            var options = MessagesBody.OptionsOf(context, request, "count_tokens");
            var route = orchestra.Explain(request.Messages, options);
            options.Record!.Task = route.Task.Type;
            options.Record.Deployment = route.Candidates.IsEmpty ? null : route.Candidates[0].Deployment;
            var body = await CountAsync(request, options, context.RequestAborted)
                ?? Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"input_tokens":{{request.EstimatedInputTokens}}}"""));
            AnswerHeaders.Write(context.Response.Headers, options.Record, unstreamed: false);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = body.Length;
            await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
        }
        finally
        {
            request.Release();
        }
    }

    /// <summary>The vendor's count; <c>null</c> where there is none to be had.</summary>
    private async Task<ReadOnlyMemory<byte>?> CountAsync(RawMessagesRequest request, BatonChatOptions options, CancellationToken cancellationToken)
    {
        if (options.Record!.Deployment is not { } deployment || deployment.Provider.Kind != ProviderKinds.Anthropic || request.HasForeignTurns)
        {
            return null;
        }

        using var patience = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        options.Record.Attempts++;
        try
        {
            return await anthropic.CountTokensAsync(deployment, request, options, either.Token);
        }
        catch (UpstreamException e) when (!e.CallersFault || e.Status is not (400 or 413 or 422))
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
