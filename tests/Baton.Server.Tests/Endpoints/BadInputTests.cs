using System.Net;
using System.Text;

namespace Baton.Server.Tests.Endpoints;

public sealed class BadInputTests
{
    [Theory]
    [InlineData("{\"model\":", 400, ErrorCodes.InvalidJson, null)]
    [InlineData("", 400, ErrorCodes.InvalidJson, null)]
    [InlineData("""{"model":"fake"}""", 400, ErrorCodes.InvalidRequest, "messages")]
    [InlineData("""{"model":"fake","messages":[{"role":"user","content":"x"}],"stream":"yes"}""", 400, ErrorCodes.InvalidRequest, "stream")]
    [InlineData("""{"model":"fake","messages":[{"role":"user","content":"x"}],"response_format":{"type":"xml"}}""", 400, ErrorCodes.InvalidRequest, "response_format.type")]
    [InlineData("""{"model":"fake","messages":[{"role":"user","content":"x"}],"tool_choice":"maybe"}""", 400, ErrorCodes.InvalidRequest, "tool_choice")]
    [InlineData("""{"model":"nobody","messages":[{"role":"user","content":"x"}]}""", 404, ErrorCodes.ModelNotFound, "model")]
    [InlineData("""{"model":"fakke","messages":[{"role":"user","content":"x"}]}""", 404, ErrorCodes.ModelNotFound, "model")]
    [InlineData("""{"model":"auto:fast","messages":[{"role":"user","content":"x"}]}""", 404, ErrorCodes.ModelNotFound, "model")]
    [InlineData("""{"model":"role:none","messages":[{"role":"user","content":"x"}]}""", 404, ErrorCodes.ModelNotFound, "model")]
    public async Task The_callers_fault_is_a_4xx_that_names_the_field(string body, int status, string code, string? param)
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.PostAsync("/v1/chat/completions", body);
        ((int)response.StatusCode).ShouldBe(status);
        var error = await response.ErrorAsync();
        error.Code().ShouldBe(code);
        error.GetProperty("param").GetString().ShouldBe(param);
        gateway.Upstream.Requests.Total.ShouldBe(0);
    }

    [Fact]
    public async Task The_nearest_names_are_suggested()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.ChatAsync("fakke");
        (await response.ErrorAsync()).GetProperty("message").GetString()!.ShouldContain("'fake'");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wire08_A_body_that_is_too_large_is_413(bool saysItsLength)
    {
        await using var gateway = await TestGateway.StartAsync(
            (_, _) => { }, ["fake"], o => o with { Server = o.Server with { MaxBodyBytes = 1_000 } });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(TestGateway.Body("fake", $",\"x\":\"{new string('x', 2_000)}\""), Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = !saysItsLength;
        using var response = await gateway.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await response.ErrorAsync()).Code().ShouldBe(ErrorCodes.BodyTooLarge);
    }

    [Theory]
    [InlineData("GET", "/v1/chat/completions", 405)]
    [InlineData("GET", "/v1/nothing", 404)]
    [InlineData("POST", "/", 404)]
    public async Task Wire08_Errors_of_paths_are_json_too(string method, string path, int status)
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.SendAsync(new HttpMethod(method), path);
        ((int)response.StatusCode).ShouldBe(status);
        await response.ErrorAsync();
        response.Header("x-request-id").ShouldNotBeNull();
    }

    [Fact]
    public async Task Wire08_A_body_of_another_kind_is_415()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.Http.PostAsync("/v1/chat/completions", new StringContent(TestGateway.Body("fake"), Encoding.UTF8, "text/plain"));
        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        await response.ErrorAsync();
    }

    [Fact]
    public async Task Wire41_Ids_are_on_every_answer_and_the_clients_own_is_echoed()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        gateway.Http.DefaultRequestHeaders.Add("X-Client-Request-Id", "mine-7");
        foreach (var response in new[] { await gateway.ChatAsync("fake"), await gateway.ChatAsync("nobody"), await gateway.ChatAsync("fake", stream: true) })
        {
            response.Header("X-Client-Request-Id").ShouldBe("mine-7");
            response.Header("x-request-id")!.ShouldStartWith("req_");
            response.Dispose();
        }
    }

    [Theory]
    [InlineData("/chat/completions")]
    [InlineData("/v1/chat/completions/")]
    [InlineData("/v1/v1/chat/completions")]
    [InlineData("/v1/v1/v1/chat/completions/")]
    public async Task Wire44_Paths_work_however_a_base_address_was_put_together(string path)
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.PostAsync(path, TestGateway.Body("fake"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
