using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Load.Contenders;

/// <summary>
/// What a first attempt at a gateway looks like, and what Baton is measured against: Kestrel, the body read into a
/// <see cref="JsonDocument"/>, re-sent with <see cref="HttpClient"/>, the answer copied. No routing, no metering, no failover.
/// </summary>
internal static class BareForwarder
{
    /// <summary>Runs it: <c>bare URL UPSTREAM [--inline]</c>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var inline = args.Contains("--inline");
        if (inline)
        {
            Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(args[0]);
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = inline);
        await using var app = builder.Build();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
        var endpoint = new Uri($"{args[1]}/v1/chat/completions");
        app.MapPost("/v1/chat/completions", (RequestDelegate)(context => ForwardAsync(context, client, endpoint)));
        await app.RunAsync();
        return 0;
    }

    private static async Task ForwardAsync(HttpContext context, HttpClient client, Uri endpoint)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(document.RootElement))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        context.Response.ContentLength = response.Content.Headers.ContentLength;
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
