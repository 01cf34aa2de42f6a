using System.Runtime.CompilerServices;
using Baton.Models;
using Baton.Models.Configuration;

namespace Baton.Telemetry;

/// <summary>
/// <c>gen_ai.provider.name</c> of a deployment. OpenAI's wire is spoken by many, so a well-known vendor is told by its
/// host; the conventions call any other server of that wire <c>openai</c>.
/// </summary>
internal static class ProviderNames
{
    private static readonly (string Host, string Name)[] Known =
    [
        ("openai.azure.com", "azure.ai.openai"),
        ("groq.com", "groq"),
        ("mistral.ai", "mistral_ai"),
        ("deepseek.com", "deepseek"),
        ("perplexity.ai", "perplexity"),
        ("x.ai", "x_ai"),
        ("cohere.com", "cohere"),
        ("googleapis.com", "gcp.gemini"),
    ];

    private static readonly ConditionalWeakTable<ProviderOptions, string> Names = [];

    public static string Of(Deployment deployment) => Names.GetValue(deployment.Provider, static provider => Find(provider));

    private static string Find(ProviderOptions provider)
    {
        if (provider.Kind != ProviderKinds.OpenAI || provider.BaseUrl is not { } address)
        {
            return provider.Kind;
        }

        foreach (var (host, name) in Known)
        {
            if (address.Host == host || (address.Host.EndsWith(host, StringComparison.OrdinalIgnoreCase) && address.Host[^(host.Length + 1)] == '.'))
            {
                return name;
            }
        }

        return provider.Kind;
    }
}
