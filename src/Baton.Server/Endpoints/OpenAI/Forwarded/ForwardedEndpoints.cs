using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Models;
using Baton.Providers;
using Baton.Server.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.OpenAI.Forwarded;

/// <summary>The endpoints whose requests are no chats: embeddings, sound, images. Each goes on as it came, to whoever the model's name means.</summary>
internal sealed class ForwardedEndpoints(Orchestra orchestra, CatalogSource catalog)
{
    private static readonly string[] Json = ["images/generations", "audio/speech", "rerank", "moderations"];
    private static readonly string[] Forms = ["audio/transcriptions", "audio/translations", "images/edits", "images/variations"];

    private long Limit => catalog.Current.Options.Server.MaxBodyBytes;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/embeddings", (RequestDelegate)EmbedAsync);
        foreach (var path in Json)
        {
            routes.MapPost($"/v1/{path}", (RequestDelegate)(context => JsonAsync(context, path)));
        }

        foreach (var path in Forms)
        {
            routes.MapPost($"/v1/{path}", (RequestDelegate)(context => FormAsync(context, path)));
        }
    }

    private async Task EmbedAsync(HttpContext context)
    {
        var request = await ReadAsync(context, EmbeddingRequest.Parse);
        await AnswerAsync(context, request.User, "embeddings", new ForwardedRequest("embeddings", request.Model, request.ContentFor)
        {
            Requires = Capabilities.Embeddings,
            InputTokens = request.Tokens,
            Check = (deployment, answer) => EmbeddingAnswer.Check(request, deployment, answer),
        });
    }

    private async Task JsonAsync(HttpContext context, string path)
    {
        var body = await ReadAsync(context, JsonBody.Parse);
        var model = JsonBody.Text(body, "model") is { Length: > 0 } said ? said : throw JsonBody.Wrong("model", "is missing");
        await AnswerAsync(context, JsonBody.Text(body, "user"), path, new ForwardedRequest(path, model, deployment => ContentFor(body, deployment))
        {
            Requires = path.StartsWith("audio/", StringComparison.Ordinal) ? Capabilities.Audio : null,
        });
    }

    private async Task FormAsync(HttpContext context, string path)
    {
        var form = await FormBody.ReadAsync(context.Request, Limit, context.RequestAborted);
        var model = form.Text("model") is { Length: > 0 } said ? said : throw JsonBody.Wrong("model", "is missing");
        var file = path.StartsWith("audio/", StringComparison.Ordinal) ? "file" : "image";
        if (!form.Has(file) && !form.Has(file + "[]"))
        {
            throw JsonBody.Wrong(file, "is missing");
        }

        await AnswerAsync(context, form.Text("user"), path, new ForwardedRequest(path, model, form.ContentFor)
        {
            Requires = path.StartsWith("audio/", StringComparison.Ordinal) ? Capabilities.Audio : null,
        });
    }

    private async Task AnswerAsync(HttpContext context, string? user, string operation, ForwardedRequest request)
    {
        var options = CallerOptions.Of(context, user, operation);
        var answer = await orchestra.ForwardAsync(request, options, context.RequestAborted);
        var response = context.Response;
        AnswerHeaders.Write(response.Headers, options.Record, unstreamed: true);
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        await response.BodyWriter.WriteAsync(answer.Body, context.RequestAborted);
    }

    private async Task<T> ReadAsync<T>(HttpContext context, Parser<T> parse)
    {
        var (buffer, length) = await BodyReader.ReadAsync(context.Request, Limit, context.RequestAborted);
        try
        {
            return parse(buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ByteArrayContent ContentFor(JsonObject body, Deployment deployment)
    {
        var copy = body.DeepClone();
        copy["model"] = deployment.UpstreamModel;
        return new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(copy, JsonBody.Writing))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
    }

    private delegate T Parser<T>(ReadOnlySpan<byte> body);
}
