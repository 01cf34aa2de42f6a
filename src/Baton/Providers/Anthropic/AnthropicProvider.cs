using System.Net;
using System.Text.Json;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers.Anthropic.Inbound;
using Baton.Providers.Http;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>Anthropic's Messages API, at Anthropic or at any server that speaks it.</summary>
/// <param name="transport">The way out.</param>
public sealed class AnthropicProvider(UpstreamTransport transport) : IProvider, IModelInventory
{
    private static readonly Uri Official = new("https://api.anthropic.com/");

    /// <inheritdoc/>
    public string Kind => ProviderKinds.Anthropic;

    /// <inheritdoc/>
    public IChatClient CreateClient(Deployment deployment) => new AnthropicChatClient(deployment, transport);

    /// <inheritdoc/>
    public Task<IReadOnlyList<InstalledModel>> ListAsync(ProviderOptions provider, CancellationToken cancellationToken) =>
        ModelList.ReadAsync(transport, provider, cancellationToken);

    /// <summary>Asks how many tokens a request sends; it costs nothing.</summary>
    /// <param name="deployment">Whom the request would go to.</param>
    /// <param name="request">The request.</param>
    /// <param name="options">Its options, for the headers.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer as it came: an object with <c>input_tokens</c>.</returns>
    /// <exception cref="UpstreamException">The server does not count, or not this.</exception>
    internal async Task<ReadOnlyMemory<byte>> CountTokensAsync(
        Deployment deployment, RawMessagesRequest request, ChatOptions options, CancellationToken cancellationToken)
    {
        using var asking = Request(HttpMethod.Post, Endpoint(deployment.Provider, "messages/count_tokens"), deployment.Provider, options);
        asking.Content = request.ContentFor(JsonSerializer.SerializeToUtf8Bytes(deployment.UpstreamModel, Json.Values));
        using var response = await transport.SendAsync(deployment, asking, cancellationToken).ConfigureAwait(false);
        var body = await UpstreamBody.ReadAsync(deployment, response, cancellationToken).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(body);
            if (Json.Number(document.RootElement, "input_tokens") is not null)
            {
                return body;
            }
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} did not answer with a count of tokens.");
    }

    /// <summary>An address of the API. The base may end in <c>/v1</c> or stop short of it: SDKs disagree about that.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="path">What follows <c>/v1/</c>.</param>
    /// <param name="query">A query without its question mark.</param>
    /// <returns>The address; a query of the base is kept.</returns>
    internal static Uri Endpoint(ProviderOptions provider, string path, string query = "")
    {
        var root = provider.BaseUrl ?? Official;
        var text = root.GetLeftPart(UriPartial.Path).TrimEnd('/');
        var versioned = text.EndsWith("/v1", StringComparison.OrdinalIgnoreCase) ? text : text + "/v1";
        var separator = query.Length == 0 ? "" : root.Query.Length == 0 ? "?" : "&";
        return new Uri($"{versioned}/{path}{root.Query}{separator}{query}");
    }

    /// <summary>A request with the headers that every call needs.</summary>
    internal static HttpRequestMessage Request(HttpMethod method, Uri endpoint, ProviderOptions provider, ChatOptions? options)
    {
        var request = new HttpRequestMessage(method, endpoint)
        {
            Version = endpoint.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
        };
        if (provider.ApiKeys.Count > 0)
        {
            request.Headers.TryAddWithoutValidation("x-api-key", provider.ApiKeys[0]);
        }

        AnthropicHeaders.Write(request.Headers, options);
        return request;
    }
}
