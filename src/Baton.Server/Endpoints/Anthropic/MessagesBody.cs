using System.Buffers;
using Baton.Models;
using Baton.Providers.Anthropic;
using Baton.Providers.Anthropic.Inbound;
using Baton.Server.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Endpoints.Anthropic;

/// <summary>A Messages request and what its headers add.</summary>
internal static class MessagesBody
{
    /// <summary>Reads the body, the caller's to release.</summary>
    /// <exception cref="BatonException">Too large, or no Messages request.</exception>
    public static async ValueTask<RawMessagesRequest> ReadAsync(HttpContext context, CatalogSource catalog)
    {
        var limit = catalog.Current.Options.Server.MaxBodyBytes;
        var (buffer, length) = await BodyReader.ReadAsync(context.Request, limit, context.RequestAborted);
        try
        {
            return RawMessagesRequest.Parse(buffer, length, pooled: true);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    /// <summary>The options, with the betas and the version that the caller asks of the API (WIRE 57).</summary>
    public static BatonChatOptions OptionsOf(HttpContext context, RawMessagesRequest request, string operation = "chat")
    {
        var options = CallerOptions.Of(context, MessagesOptions.UserOf(request), operation);
        MessagesOptions.Fill(request, options);
        Pass("anthropic-beta", AnthropicHeaders.BetaKey);
        Pass("anthropic-version", AnthropicHeaders.VersionKey);
        return options;

        void Pass(string header, string key)
        {
            if (context.Request.Headers.TryGetValue(header, out var said) && said.Count > 0)
            {
                (options.AdditionalProperties ??= [])[key] = said.ToString();
            }
        }
    }
}
