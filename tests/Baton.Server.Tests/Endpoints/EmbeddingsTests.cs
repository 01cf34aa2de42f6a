using System.Net;
using System.Runtime.InteropServices;
using Baton.Models;
using Baton.Models.Configuration;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Endpoints;

public sealed class EmbeddingsTests
{
    private static Task<HttpResponseMessage> EmbedAsync(TestGateway gateway, string model, string extra = "", string input = "[\"sun\",\"moon and stars\"]") =>
        gateway.PostAsync("/v1/embeddings", $$"""{"model":"{{model}}","input":{{input}}{{extra}}}""");

    [Theory]
    [InlineData("")]
    [InlineData(",\"encoding_format\":\"float\"")]
    public async Task Wire36_Vectors_are_numbers_unless_asked_otherwise(string extra)
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await EmbedAsync(gateway, "fake", extra);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Header("x-baton-deployment").ShouldBe("fake@up");
        response.Header("x-baton-cost-usd").ShouldNotBe("unknown");
        var body = await response.JsonAsync();
        body.GetProperty("object").GetString().ShouldBe("list");
        body.GetProperty("data").GetArrayLength().ShouldBe(2);
        body.GetProperty("data")[1].GetProperty("index").GetInt32().ShouldBe(1);
        body.GetProperty("data")[0].GetProperty("embedding").GetArrayLength().ShouldBe(8);
        body.GetProperty("usage").GetProperty("prompt_tokens").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task Wire36_Base64_is_little_endian_float32_also_from_a_server_that_knows_numbers_only()
    {
        await using var gateway = await TestGateway.StartAsync(
            (b, up) => b.AddProvider("ol", ProviderKinds.Ollama, up.BaseUrl).AddModel("numbers", "ol", upstreamModel: "fake")
                .AddProvider("sim", ProviderKinds.Simulated).AddModel("simulated", "sim"),
            ["fake"]);
        foreach (var model in new[] { "fake", "numbers", "simulated" })
        {
            using var asNumbers = await EmbedAsync(gateway, model);
            using var asText = await EmbedAsync(gateway, model, ",\"encoding_format\":\"base64\"");
            var numbers = (await asNumbers.JsonAsync()).GetProperty("data")[1].GetProperty("embedding").EnumerateArray().Select(n => n.GetSingle());
            var bytes = (await asText.JsonAsync()).GetProperty("data")[1].GetProperty("embedding").GetBytesFromBase64();
            MemoryMarshal.Cast<byte, float>(bytes).ToArray().ShouldBe(numbers, model);
            (asText.Header("x-baton-simulated") == "true").ShouldBe(model == "simulated");
        }
    }

    [Theory]
    [InlineData("""{"model":"fake","input":"x","encoding_format":"int8"}""", "encoding_format")]
    [InlineData("""{"model":"fake"}""", "input")]
    [InlineData("""{"model":"fake","input":[]}""", "input")]
    [InlineData("""{"model":"fake","input":[1,"x"]}""", "input")]
    [InlineData("""{"input":"x"}""", "model")]
    [InlineData("""{"model":7,"input":"x"}""", "model")]
    public async Task Wire36_A_caller_s_mistake_is_named(string body, string param)
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.PostAsync("/v1/embeddings", body);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.ErrorAsync()).GetProperty("param").GetString().ShouldBe(param);
        gateway.Upstream.Requests.Total.ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_fails_is_passed_over_as_in_a_chat()
    {
        await using var gateway = await TestGateway.StartAsync(
            (b, _) => b.AddModel(new ModelOptions
            {
                Card = new ModelCard { Id = "m" },
                Deployments = [new DeploymentOptions { Provider = "up", Model = "fake-status-500" }, new DeploymentOptions { Provider = "up", Model = "fake" }],
            }),
            []);
        using var response = await EmbedAsync(gateway, "m");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Header("x-baton-attempts").ShouldBe("2");
    }

    [Fact]
    public async Task Unknown_fields_and_token_numbers_go_on_as_they_came()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        (await EmbedAsync(gateway, "fake", ",\"dimensions\":8,\"own\":{\"a\":[1]}", "[[1,2],[3]]")).Dispose();
        var sent = gateway.Upstream.Requests.Only.Json;
        sent.GetProperty("own").GetRawText().ShouldBe("{\"a\":[1]}");
        sent.GetProperty("input").GetRawText().ShouldBe("[[1,2],[3]]");
        sent.GetProperty("model").GetString().ShouldBe("fake");
    }

    [Fact]
    public async Task A_provider_that_has_no_embeddings_is_said_to_have_none()
    {
        await using var gateway = await TestGateway.StartAsync(
            (b, up) => b.AddProvider("claude", ProviderKinds.Anthropic, up.BaseUrl).AddModel("c", "claude"), []);
        using var response = await EmbedAsync(gateway, "c");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.ErrorAsync()).GetProperty("message").GetString()!.ShouldContain("c@claude does not serve /v1/embeddings");
    }

    [Fact]
    public async Task A_form_with_sound_is_forwarded_with_the_model_s_own_name()
    {
        await using var gateway = await TestGateway.StartAsync((b, _) => b.AddModel("ear", "up", upstreamModel: "whisper"), []);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("ear"), "model" },
            { new ByteArrayContent([1, 2, 3]), "file", "speech.wav" },
            { new StringContent("de"), "language" },
        };
        using var response = await gateway.Http.PostAsync("/v1/audio/transcriptions", form, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.JsonAsync()).GetProperty("text").GetString()!.ShouldStartWith("Heard");
        var sent = gateway.Upstream.Requests.Only;
        sent.Text.ShouldContain("whisper");
        sent.Text.ShouldContain("filename=\"speech.wav\"");
        sent.Text.ShouldContain("name=\"language\"");
        sent.Text.ShouldNotContain("\r\near\r\n");
        sent.Header("Authorization").ShouldBe("Bearer sk-upstream");
    }

    [Fact]
    public async Task A_form_without_what_it_needs_and_another_body_are_refused()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var bare = new MultipartFormDataContent { { new StringContent("fake"), "model" } };
        using var missing = await gateway.Http.PostAsync("/v1/audio/transcriptions", bare, TestContext.Current.CancellationToken);
        (await missing.ErrorAsync()).GetProperty("param").GetString().ShouldBe("file");
        using var json = await gateway.PostAsync("/v1/audio/transcriptions", "{}");
        json.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Images_are_forwarded_and_their_tokens_counted()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.PostAsync("/v1/images/generations", """{"model":"fake","prompt":"a cat","size":"1024x1024"}""");
        (await response.JsonAsync()).GetProperty("data")[0].GetProperty("b64_json").GetString().ShouldBe("aW1hZ2U=");
        response.Header("x-baton-cost-usd").ShouldBe("0.000207");
        gateway.Upstream.Requests.Only.Json.GetProperty("size").GetString().ShouldBe("1024x1024");
    }

    [Fact]
    public async Task A_program_gets_embeddings_by_the_usual_contract()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        var generator = gateway.Services.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>("fake");
        var vectors = await generator.GenerateAsync(["sun", "moon", "sun"], cancellationToken: TestContext.Current.CancellationToken);
        vectors.Count.ShouldBe(3);
        vectors[0].Vector.ToArray().ShouldBe(vectors[2].Vector.ToArray());
        vectors.Usage!.InputTokenCount.ShouldBe(3);
    }
}
