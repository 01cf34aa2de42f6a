using System.Globalization;
using System.Net;

namespace Baton.Server.Tests.Endpoints.Anthropic;

public sealed class TokenCountTests
{
    private const string Path = "/v1/messages/count_tokens";

    [Fact]
    public async Task Wire56_57_A_vendors_own_count_is_asked_for_with_the_request_as_it_came()
    {
        await using var gateway = await MessagesGateway.StartAsync("claude/fake");
        gateway.Http.DefaultRequestHeaders.Add("anthropic-beta", "token-counting-2024-11-01");
        const string Body = """{"model":"claude/fake","system":"Be brief.","messages":[{"role":"user","content":"hi"}],"x_unknown":[1.0]}""";
        using var response = await gateway.PostAsync($"{Path}?beta=true", Body);
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"input_tokens":12}""");
        response.Header("x-baton-deployment").ShouldBe("claude/fake@claude");
        var sent = gateway.Upstream.Requests.Only;
        sent.Path.ShouldBe(Path);
        sent.Text.ShouldBe(Body.Replace("claude/fake", "fake", StringComparison.Ordinal));
        sent.Header("anthropic-beta").ShouldBe("token-counting-2024-11-01");
    }

    [Theory]
    [InlineData("fake")]
    [InlineData("llama/fake")]
    [InlineData("auto")]
    [InlineData("auto:cost")]
    [InlineData("fake@up")]
    public async Task Wire56_Any_model_has_a_count(string model)
    {
        await using var gateway = await MessagesGateway.StartAsync("fake", "llama/fake");
        (await CountAsync(gateway, model, "hi")).ShouldBeInRange(1, 50);
        (await CountAsync(gateway, model, new string('x', 40_000))).ShouldBeInRange(9_000, 11_000);
        gateway.Upstream.Requests.Total.ShouldBe(0);
    }

    [Fact]
    public async Task Wire56_A_vendor_that_does_not_count_is_estimated_for()
    {
        await using var gateway = await TestGateway.StartAsync(
            (builder, _) => builder.AddProvider("gone", Models.ProviderKinds.Anthropic, new Uri("http://127.0.0.1:9")).AddModel("m", "gone"), []);
        (await CountAsync(gateway, "m", "hi")).ShouldBeInRange(1, 50);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}]}""", HttpStatusCode.BadRequest, "invalid_request_error")]
    [InlineData("""{"model":"nobody","messages":[{"role":"user","content":"hi"}]}""", HttpStatusCode.NotFound, "not_found_error")]
    public async Task Wire55_What_is_no_request_is_refused(string body, HttpStatusCode status, string type)
    {
        await using var gateway = await MessagesGateway.StartAsync("fake");
        using var response = await gateway.PostAsync(Path, body);
        response.StatusCode.ShouldBe(status);
        (await response.WireErrorAsync()).Type().ShouldBe(type);
    }

    [Fact]
    public async Task Models_are_listed_in_the_shape_that_was_asked_for()
    {
        await using var gateway = await MessagesGateway.StartAsync("fake", "fake.b");
        (await gateway.GetAsync("/v1/models")).GetProperty("object").GetString().ShouldBe("list");
        gateway.Http.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
        var list = await gateway.GetAsync("/v1/models?limit=1000");
        list.GetProperty("has_more").GetBoolean().ShouldBeFalse();
        (list.GetProperty("first_id").GetString(), list.GetProperty("last_id").GetString()).ShouldBe(("fake", "auto"));
        var first = list.GetProperty("data")[0];
        (first.Type(), first.GetProperty("id").GetString(), first.GetProperty("display_name").GetString()).ShouldBe(("model", "fake", "fake"));
        DateTimeOffset.Parse(first.GetProperty("created_at").GetString()!, CultureInfo.InvariantCulture).Year.ShouldBeGreaterThan(2000);
        (await gateway.GetAsync("/v1/models/fake.b")).GetProperty("id").GetString().ShouldBe("fake.b");
        using var missing = await gateway.SendAsync(HttpMethod.Get, "/v1/models/fakke");
        (await missing.WireErrorAsync()).Type().ShouldBe("not_found_error");
    }

    private static async Task<int> CountAsync(TestGateway gateway, string model, string text)
    {
        using var response = await gateway.PostAsync(Path, $$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{text}}"}]}""");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await response.JsonAsync()).GetProperty("input_tokens").GetInt32();
    }
}
