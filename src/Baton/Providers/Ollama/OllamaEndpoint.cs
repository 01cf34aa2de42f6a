using System.Net.Http.Headers;
using Baton.Models.Configuration;

namespace Baton.Providers.Ollama;

/// <summary>Addresses of Ollama's API.</summary>
internal static class OllamaEndpoint
{
    private static readonly Uri Usual = new("http://127.0.0.1:11434");

    /// <summary>An address below <c>/api</c>. A base that ends in <c>/api</c> or <c>/v1</c> (the address of its other wire) means the same server.</summary>
    public static Uri Of(ProviderOptions provider, string path) => new($"{Root(provider)}/api/{path}");

    /// <summary>A request to what the server offers on OpenAI's wire.</summary>
    public static HttpRequestMessage OpenAI(ProviderOptions provider, string path, HttpContent content) =>
        Authorised(new HttpRequestMessage(HttpMethod.Post, $"{Root(provider)}/v1/{path}") { Content = content }, provider);

    private static string Root(ProviderOptions provider)
    {
        var root = (provider.BaseUrl ?? Usual).GetLeftPart(UriPartial.Path).TrimEnd('/');
        foreach (var end in (ReadOnlySpan<string>)["/api", "/v1"])
        {
            if (root.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            {
                root = root[..^end.Length];
                break;
            }
        }

        return root;
    }

    /// <summary>A request with a JSON body, and the provider's credential where it has one (a proxy's, or Ollama's cloud).</summary>
    public static HttpRequestMessage Post(ProviderOptions provider, string path, ReadOnlyMemory<byte> json)
    {
        var content = new ReadOnlyMemoryContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return Authorised(new HttpRequestMessage(HttpMethod.Post, Of(provider, path)) { Content = content }, provider);
    }

    public static HttpRequestMessage Get(ProviderOptions provider, string path) =>
        Authorised(new HttpRequestMessage(HttpMethod.Get, Of(provider, path)), provider);

    private static HttpRequestMessage Authorised(HttpRequestMessage request, ProviderOptions provider)
    {
        if (provider.ApiKeys.Count > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {provider.ApiKeys[0]}");
        }

        return request;
    }
}
