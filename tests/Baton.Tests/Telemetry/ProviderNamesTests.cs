using Baton.Models;
using Baton.Models.Configuration;
using Baton.Telemetry;

namespace Baton.Tests.Telemetry;

public sealed class ProviderNamesTests
{
    [Theory]
    [InlineData("openai", "https://api.openai.com/v1", "openai")]
    [InlineData("openai", "https://api.groq.com/openai/v1", "groq")]
    [InlineData("openai", "https://api.mistral.ai/v1", "mistral_ai")]
    [InlineData("openai", "https://api.x.ai/v1", "x_ai")]
    [InlineData("openai", "https://notx.ai/v1", "openai")]
    [InlineData("openai", "https://some.openai.azure.com/openai/v1", "azure.ai.openai")]
    [InlineData("openai", "https://generativelanguage.googleapis.com/v1beta/openai", "gcp.gemini")]
    [InlineData("openai", "http://127.0.0.1:8000/v1", "openai")]
    [InlineData("openai", null, "openai")]
    [InlineData("anthropic", "https://api.anthropic.com", "anthropic")]
    [InlineData("ollama", "http://ollama01:11434", "ollama")]
    public void Well_known_vendors_have_the_conventions_name(string kind, string? address, string name)
    {
        var options = new BatonOptions
        {
            Providers = [new ProviderOptions { Name = "p", Kind = kind, BaseUrl = address is null ? null : new Uri(address) }],
            Models = [new ModelOptions { Card = new ModelCard { Id = "m" }, Deployments = [new DeploymentOptions { Provider = "p" }] }],
        };
        ProviderNames.Of(Catalog.Build(options).Models[0].Deployments[0]).ShouldBe(name);
    }
}
