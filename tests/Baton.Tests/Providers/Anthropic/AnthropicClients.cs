using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers.Anthropic;
using Baton.Providers.Http;
using Baton.Testing;
using Microsoft.Extensions.AI;

namespace Baton.Tests.Providers.Anthropic;

/// <summary>Clients of the fake upstream on this wire.</summary>
internal static class AnthropicClients
{
    private static readonly UpstreamTransport _transport = new(TimeProvider.System);

    public static AnthropicProvider Provider => new(_transport);

    public static ProviderOptions Options(Uri baseUrl) =>
        new() { Name = "p", Kind = "anthropic", BaseUrl = baseUrl, ApiKeys = ["first", "second"] };

    public static IChatClient Of(FakeUpstream upstream, string model, string path = "")
    {
        var options = new BatonOptions
        {
            Providers = [Options(new Uri(upstream.BaseUrl, path))],
            Models = [new ModelOptions { Card = new ModelCard { Id = model }, Deployments = [new DeploymentOptions { Provider = "p" }] }],
        };
        return Provider.CreateClient(Catalog.Build(options).Models[0].Deployments[0]);
    }
}
