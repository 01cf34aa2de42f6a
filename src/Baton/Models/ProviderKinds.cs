using System.Collections.Immutable;
using Baton.Models.Configuration;

namespace Baton.Models;

/// <summary>The names of the wires that providers speak.</summary>
public static class ProviderKinds
{
    /// <summary>Any server that speaks OpenAI's chat completions.</summary>
    public const string OpenAI = "openai";

    /// <summary>Anthropic's Messages API.</summary>
    public const string Anthropic = "anthropic";

    /// <summary>Ollama's native API.</summary>
    public const string Ollama = "ollama";

    /// <summary>llama.cpp's server.</summary>
    public const string LlamaServer = "llama-server";

    /// <summary>Baton's own simulation.</summary>
    public const string Simulated = "simulated";

    /// <summary>Every kind.</summary>
    public static ImmutableArray<string> All { get; } = [OpenAI, Anthropic, Ollama, LlamaServer, Simulated];

    /// <summary>Where a provider's models run unless the configuration says otherwise.</summary>
    /// <param name="provider">The provider.</param>
    /// <returns>Local for servers that one runs oneself.</returns>
    public static Locality LocalityOf(ProviderOptions provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.Locality ?? (provider.Kind is Ollama or LlamaServer or Simulated ? Locality.Local : Locality.Cloud);
    }
}
