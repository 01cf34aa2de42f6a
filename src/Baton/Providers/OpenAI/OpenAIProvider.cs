using System.Net.Http.Headers;
using System.Text.Json;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers.Http;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>Any server that speaks OpenAI's chat completions.</summary>
/// <param name="transport">The way out.</param>
/// <param name="time">The clock that made-up answers' times come from.</param>
public class OpenAIProvider(UpstreamTransport transport, TimeProvider time) : IProvider, IModelInventory, IForwards
{
    private static readonly Uri Official = new("https://api.openai.com/v1/");

    /// <inheritdoc/>
    public virtual string Kind => ProviderKinds.OpenAI;

    /// <inheritdoc/>
    public virtual IChatClient CreateClient(Deployment deployment) => new OpenAIChatClient(deployment, transport, time);

    /// <inheritdoc/>
    public virtual bool Serves(string path) => true;

    /// <inheritdoc/>
    public virtual async Task<ForwardedAnswer> ForwardAsync(Deployment deployment, ForwardedRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        ArgumentNullException.ThrowIfNull(request);
        using var message = new HttpRequestMessage(HttpMethod.Post, Endpoint(deployment.Provider, request.Path)) { Content = request.Content(deployment) };
        Authorise(message.Headers, deployment.Provider);
        return await Forwarding.SendAsync(transport, deployment, message, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public virtual async Task<IReadOnlyList<InstalledModel>> ListAsync(ProviderOptions provider, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Endpoint(provider, "models"));
        Authorise(request.Headers, provider);
        var asked = AskedFor(provider);
        using var response = await transport.SendAsync(asked, request, cancellationToken).ConfigureAwait(false);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false);
                return [.. document.RootElement.GetProperty("data").EnumerateArray()
                    .Select(model => ChatMessageReader.Text(model, "id"))
                    .OfType<string>()
                    .Select(id => new InstalledModel(id))];
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IOException)
        {
            throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{provider} did not answer with a list of models.", e);
        }
    }

    /// <summary>An address below the provider's base; <c>/v1</c> is added where the base is a bare host.</summary>
    internal static Uri Endpoint(ProviderOptions provider, string path)
    {
        var root = provider.BaseUrl ?? Official;
        var text = root.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri($"{text}{(root.AbsolutePath == "/" ? "/v1" : "")}/{path}{root.Query}");
    }

    internal static void Authorise(HttpRequestHeaders headers, ProviderOptions provider)
    {
        if (provider.ApiKeys.Count > 0)
        {
            headers.TryAddWithoutValidation("Authorization", $"Bearer {provider.ApiKeys[0]}");
        }
    }

    /// <summary>A deployment that stands for the provider as a whole, for messages.</summary>
    private static Deployment AskedFor(ProviderOptions provider) => new(
        provider.Name, new ModelCard { Id = provider.Name }, provider,
        new DeploymentOptions { Provider = provider.Name }, RequestPolicyOptions.BuiltIn);
}
