using Baton.Providers;
using Baton.Providers.Http;
using Baton.Providers.Ollama;

namespace Baton.Tests.Providers.Ollama;

/// <summary>What every client does, over Ollama's wire.</summary>
public sealed class OllamaConformanceTests : ChatClientConformance
{
    protected override bool ReportsCache => false;

    protected override IProvider Provider(UpstreamTransport transport) => new OllamaProvider(transport);
}
