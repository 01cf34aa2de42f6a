using System.ClientModel;
using OpenAI;
using OpenAI.Audio;
using OpenAI.Embeddings;

namespace Baton.Server.Tests.Clients;

/// <summary>The OpenAI .NET SDK's other clients, which send forms and always ask for base64.</summary>
public sealed class OpenAISdkEmbeddingTests
{
    [Fact]
    public async Task Wire36_It_reads_the_vectors_that_it_asks_for_as_base64()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        var client = new EmbeddingClient("fake", new ApiKeyCredential("any"), Options(gateway));
        var vectors = await client.GenerateEmbeddingsAsync(["sun", "moon", "sun"], cancellationToken: TestContext.Current.CancellationToken);
        vectors.Value.Count.ShouldBe(3);
        vectors.Value[0].ToFloats().ToArray().ShouldBe(vectors.Value[2].ToFloats().ToArray());
        gateway.Upstream.Requests.Only.Json.GetProperty("encoding_format").GetString().ShouldBe("base64");
    }

    [Fact]
    public async Task It_transcribes()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        var client = new AudioClient("fake", new ApiKeyCredential("any"), Options(gateway));
        using var sound = new MemoryStream([1, 2, 3, 4]);
        var heard = await client.TranscribeAudioAsync(sound, "speech.wav", cancellationToken: TestContext.Current.CancellationToken);
        heard.Value.Text.ShouldStartWith("Heard");
    }

    private static OpenAIClientOptions Options(TestGateway gateway) => new() { Endpoint = new Uri(gateway.Address, "v1") };
}
