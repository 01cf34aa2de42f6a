using Baton.Providers;
using Baton.Providers.Http;
using Baton.Providers.OpenAI;
using Baton.Testing;

namespace Baton.Tests.Providers.OpenAI;

public sealed class OpenAIConformanceTests : ChatClientConformance
{
    protected override IProvider Provider(UpstreamTransport transport) => new OpenAIProvider(transport, TimeProvider.System);

    protected override Uri BaseUrl(FakeUpstream upstream) => upstream.OpenAIUrl;
}
