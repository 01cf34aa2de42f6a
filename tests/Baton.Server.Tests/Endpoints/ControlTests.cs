using System.Net;
using System.Text.Json;

namespace Baton.Server.Tests.Endpoints;

public sealed class ControlTests
{
    [Fact]
    public async Task Wire37_Models_are_listed_and_found_by_ids_with_slashes()
    {
        await using var gateway = await TestGateway.StartAsync("fake", "org/model:7b");
        var list = await gateway.GetAsync("/v1/models");
        list.GetProperty("object").GetString().ShouldBe("list");
        var first = list.GetProperty("data")[0];
        first.GetProperty("id").GetString().ShouldBe("fake");
        first.GetProperty("object").GetString().ShouldBe("model");
        first.GetProperty("created").GetInt64().ShouldBeGreaterThan(0);
        first.GetProperty("owned_by").GetString().ShouldBe("up");
        first.TryGetProperty("context_window", out _).ShouldBeTrue();
        (await gateway.GetAsync("/v1/models/org/model:7b")).GetProperty("id").GetString().ShouldBe("org/model:7b");
        (await gateway.GetAsync("/v1/models/org%2Fmodel%3A7b")).GetProperty("id").GetString().ShouldBe("org/model:7b");
        using var missing = await gateway.SendAsync(HttpMethod.Get, "/v1/models/fakke");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await missing.ErrorAsync()).Code().ShouldBe(ErrorCodes.ModelNotFound);
    }

    [Fact]
    public async Task A_model_is_registered_used_changed_and_removed_while_the_gateway_runs()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var made = await gateway.PostAsync("/api/models", """{"id":"new","provider":"up","deployments":null}""".Replace(",\"deployments\":null", "", StringComparison.Ordinal));
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        gateway.Upstream.Script("new", Testing.Reply.Of("here"));
        using var answer = await gateway.ChatAsync("new");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var changed = await gateway.SendAsync(HttpMethod.Put, "/api/models/new", """{"provider":"up","quality":0.7}""");
        (await changed.JsonAsync()).GetProperty("quality").GetDouble().ShouldBe(0.7);
        using var removed = await gateway.SendAsync(HttpMethod.Delete, "/api/models/new");
        removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var gone = await gateway.ChatAsync("new");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"id":"x"}""", 400)]
    [InlineData("""{"id":"x","provider":"nobody"}""", 422)]
    [InlineData("""{"id":"fake","provider":"up"}""", 409)]
    [InlineData("""{"id":"x","provider":"up","qualiti":0.5}""", 400)]
    [InlineData("""{"id":"x","provider":"up","quality":7}""", 400)]
    [InlineData("""{"id":"x","provider":"up","args":["--evil"]}""", 422)]
    [InlineData("not json", 400)]
    public async Task What_cannot_be_registered_is_refused_and_nothing_changes(string body, int status)
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.PostAsync("/api/models", body);
        ((int)response.StatusCode).ShouldBe(status);
        await response.ErrorAsync();
        (await gateway.GetAsync("/api/models")).GetProperty("models").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_role_is_set_and_answers_under_its_name()
    {
        await using var gateway = await TestGateway.StartAsync("fake", "fake.b");
        using var set = await gateway.SendAsync(HttpMethod.Put, "/api/roles/writer", """{"model":"fake.b"}""");
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await set.JsonAsync()).GetProperty("kind").GetString().ShouldBe("load");
        using var answer = await gateway.ChatAsync("role:writer");
        answer.Header("x-baton-model").ShouldBe("fake.b");
        var role = await gateway.GetAsync("/api/roles/writer");
        role.GetProperty("model").GetString().ShouldBe("fake.b");
        role.GetProperty("version").GetInt32().ShouldBe(1);
        role.GetProperty("state").GetString().ShouldBe("ready");
        role.GetProperty("history").GetArrayLength().ShouldBe(1);
        (await gateway.GetAsync("/api/roles")).GetProperty("roles").GetArrayLength().ShouldBe(1);
        using var unknown = await gateway.SendAsync(HttpMethod.Put, "/api/roles/writer", """{"model":"nobody"}""");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var inUse = await gateway.SendAsync(HttpMethod.Delete, "/api/models/fake.b");
        inUse.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_route_is_explained_without_a_call()
    {
        await using var gateway = await TestGateway.StartAsync("fake", "fake.b");
        using var response = await gateway.PostAsync("/api/route", """{"prompt":"Write a function that adds two numbers","strategy":"cost"}""");
        var route = await response.JsonAsync();
        route.GetProperty("strategy").GetString().ShouldBe("cost");
        route.GetProperty("chosen").GetString().ShouldNotBeNull();
        route.GetProperty("task").GetProperty("type").GetString().ShouldNotBeNull();
        route.GetProperty("candidates").GetArrayLength().ShouldBe(2);
        route.GetProperty("candidates")[0].GetProperty("reason").GetString().ShouldNotBeNullOrEmpty();
        gateway.Upstream.Requests.Total.ShouldBe(0);
    }

    [Fact]
    public async Task Constraints_that_leave_nobody_are_told()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.PostAsync("/api/route", """{"prompt":"x","constraints":{"min_context":100000000}}""");
        var route = await response.JsonAsync();
        route.GetProperty("chosen").ValueKind.ShouldBe(JsonValueKind.Null);
        route.GetProperty("excluded")[0].GetProperty("constraint").GetString().ShouldBe("min_context");
    }

    [Theory]
    [InlineData("""{}""", 400)]
    [InlineData("""{"prompt":5}""", 400)]
    [InlineData("""{"prompt":"x","strategy":"fast"}""", 404)]
    [InlineData("""{"prompt":"x","constraints":{"min_qualty":1}}""", 400)]
    [InlineData("""{"prompt":"x","constraints":{"min_quality":2}}""", 400)]
    [InlineData("""{"promt":"x"}""", 400)]
    public async Task A_route_that_cannot_be_asked_for_is_refused(string body, int status)
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var response = await gateway.PostAsync("/api/route", body);
        ((int)response.StatusCode).ShouldBe(status);
        await response.ErrorAsync();
    }

    [Fact]
    public async Task Health_and_readiness_need_nothing()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        (await gateway.GetAsync("/healthz")).GetProperty("status").GetString().ShouldBe("ok");
        (await gateway.GetAsync("/readyz")).GetProperty("status").GetString().ShouldBe("ready");
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Host", "evil.example")]
    public async Task The_control_api_refuses_foreign_pages_and_names(string header, string value)
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        gateway.Http.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        using var response = await gateway.SendAsync(HttpMethod.Get, "/api/models");
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await response.ErrorAsync();
    }

    [Fact]
    public async Task Wire42_Pages_of_other_origins_may_call_v1_without_credentials()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/chat/completions");
        request.Headers.Add("Origin", "https://app.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization, x-stainless-os");
        using var response = await gateway.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        response.Header("Access-Control-Allow-Origin").ShouldBe("*");
        response.Header("Access-Control-Allow-Headers").ShouldBe("authorization, x-stainless-os");
        response.Header("Access-Control-Allow-Credentials").ShouldBeNull();
        gateway.Http.DefaultRequestHeaders.Add("Origin", "https://app.example");
        using var answer = await gateway.ChatAsync("fake");
        answer.Header("Access-Control-Expose-Headers")!.ShouldContain("x-baton-model");
    }
}
