using System.Net;
using System.Text;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers;
using Baton.Providers.Ollama;

namespace Baton.Tests.Providers.Ollama;

public sealed class OllamaInventoryTests
{
    private static readonly ProviderOptions Here = new() { Name = "ollama", Kind = ProviderKinds.Ollama };

    private readonly CannedUpstream _upstream = new CannedUpstream()
        .On("/api/tags", """{"models":[{"name":"qwen3:8b","size":5200000000,"details":{"family":"qwen3"}},{"name":"nomic-embed-text:latest","size":274000000,"details":{"family":"nomic-bert"}},{"name":"broken:1b"}]}""")
        .On("/api/ps", """{"models":[{"name":"qwen3:8b"}]}""")
        .On("/api/show", body => new HttpResponseMessage(body.Contains("broken", StringComparison.Ordinal) ? HttpStatusCode.InternalServerError : HttpStatusCode.OK)
        {
            Content = new StringContent(
                body.Contains("qwen3", StringComparison.Ordinal)
                    ? """{"capabilities":["completion","tools","thinking"],"model_info":{"general.architecture":"qwen3","qwen3.context_length":40960}}"""
                    : """{"capabilities":["embedding"],"model_info":{}}""",
                Encoding.UTF8),
        });

    [Fact]
    public async Task Tells_what_is_installed_loaded_and_able()
    {
        var models = await ListAsync();

        models[0].ShouldBe(new InstalledModel(
            "qwen3:8b", Loaded: true, SizeBytes: 5_200_000_000, ContextWindow: 40_960,
            Capabilities: [Capabilities.JsonSchema, Capabilities.Tools, Capabilities.Reasoning], Family: "qwen3"));
        models[1].Capabilities.ShouldBe([Capabilities.Embeddings]);
        models[1].Loaded.ShouldBe(false);
    }

    [Fact]
    public async Task A_model_that_cannot_be_shown_is_listed_all_the_same() =>
        (await ListAsync())[2].ShouldBe(new InstalledModel("broken:1b", Loaded: false));

    [Fact]
    public async Task A_server_that_does_not_tell_what_is_loaded_leaves_it_unknown()
    {
        _upstream.On("/api/ps", "404 page not found", 404);

        (await ListAsync()).ShouldAllBe(m => m.Loaded == null);
    }

    [Theory]
    [InlineData("<html>", 200)]
    [InlineData("""{"error":"no"}""", 500)]
    public async Task A_server_that_is_no_Ollama_is_a_failure(string answer, int status)
    {
        _upstream.On("/api/tags", answer, status);

        await Should.ThrowAsync<UpstreamException>(ListAsync);
    }

    private Task<IReadOnlyList<InstalledModel>> ListAsync() =>
        new OllamaProvider(_upstream.Transport).ListAsync(Here, CancellationToken.None);
}
