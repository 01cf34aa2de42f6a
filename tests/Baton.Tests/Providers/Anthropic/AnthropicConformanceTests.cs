using Baton.Providers;
using Baton.Providers.Anthropic;
using Baton.Providers.Http;

namespace Baton.Tests.Providers.Anthropic;

public sealed class AnthropicConformanceTests : ChatClientConformance
{
    protected override IProvider Provider(UpstreamTransport transport) => new AnthropicProvider(transport);
}
